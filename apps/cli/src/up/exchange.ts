import { join } from "node:path";
import { EXCHANGE } from "../paths.ts";
import { Problem } from "../problem.ts";
import { type Child, startChild } from "./child.ts";
import type { Folders } from "./installation.ts";
import type { UpOptions, World } from "./options.ts";

const READY_MS_MAX = 60_000;

export type Account = { readonly key: string; readonly secret: string };

export const startExchange = (folders: Folders, options: UpOptions, world: World): Child =>
  startChild({
    name: "exchange",
    program: EXCHANGE,
    args: [
      "--log-calls",
      ...Object.entries({
        port: options.exchangePort,
        speed: options.speed,
        world: world.world,
        seed: world.seed,
        symbols: world.symbols,
        venues: world.venues,
        data: folders.exchange,
      }).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ],
    env: {},
    logFile: join(folders.logs, "exchange.log"),
  });

/** Reads the simulated accounts' keys, one for each venue, from what the exchange says when it is ready. */
export function awaitAccounts(exchange: Child): Promise<readonly Account[]> {
  return new Promise((resolve, reject) => {
    const keys: string[] = [];
    const secrets: string[] = [];
    const timer = setTimeout(
      () => reject(new Problem(`The exchange was not ready within ${READY_MS_MAX / 1_000} s.`)),
      READY_MS_MAX,
    );
    exchange.onLine((line) => {
      const [, name, value = ""] = /^\s+(key|secret)\s+(\S+)/.exec(line) ?? [];
      if (name !== undefined) (name === "key" ? keys : secrets).push(value);
      if (!line.startsWith("exchange ready on ")) return;
      clearTimeout(timer);
      resolve(keys.map((key, at) => ({ key, secret: secrets[at] ?? "" })));
    });
    void exchange.ended.then(() => {
      clearTimeout(timer);
      reject(new Problem(`The exchange did not start: ${exchange.lastWords()}`));
    });
  });
}
