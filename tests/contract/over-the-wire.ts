import type { VenueAdapter } from "@evenkeel/core/ports";
import { wallTime } from "@evenkeel/core/units";
import { type ExchangeSettings, startExchange } from "@evenkeel/exchange";
import type { Timers, VenueOptions } from "@evenkeel/venues";
import { startProxy, type WireManners } from "./proxy.ts";
import { createDirectory, type Venue } from "./subject.ts";

const SYMBOLS = 60;
/** Deep enough to take a whole level of any book. */
const FUNDS = { spot: { USDT: "20000000" }, futures: "20000000" };
const HOST = "http://127.0.0.1";

/** Real timers that can be counted: a stopped adapter holds none. */
function countedTimers(): { readonly timers: Timers; readonly armed: () => number } {
  const armed = new Set<NodeJS.Timeout>();
  const after: Timers["after"] = (ms, run) => {
    const timer = setTimeout(() => {
      armed.delete(timer);
      run();
    }, ms);
    armed.add(timer);
    return () => {
      armed.delete(timer);
      clearTimeout(timer);
    };
  };
  return { timers: { after }, armed: () => armed.size };
}

export type WireSubject = {
  readonly settings: Partial<ExchangeSettings>;
  readonly manners: WireManners;
  readonly create: (options: VenueOptions) => Promise<VenueAdapter>;
};

/** A venue's real adapter against the simulated exchange, with somebody on the line between them. */
export async function openOverTheWire({ settings, manners, create }: WireSubject): Promise<Venue> {
  const exchange = await startExchange({
    port: 0,
    seed: 3,
    symbols: SYMBOLS,
    speed: 20,
    accounts: [{ name: "main", ...FUNDS }],
    ...settings,
  });
  const proxy = await startProxy(exchange.port, manners);
  const account = exchange.accounts[0];
  if (account === undefined) throw new Error("the exchange has no account");
  const { timers, armed } = countedTimers();
  const open = (secret: string, counted: Timers) =>
    create({
      keys: { apiKey: account.key, secret },
      redirectPort: proxy.port,
      directory: createDirectory(),
      clock: { nowMs: () => wallTime(Date.now()) },
      random: Math.random,
      watch: { symbolsMax: SYMBOLS },
      historyDays: 31,
      sendTimeoutMs: 2_000,
      readTimeoutMs: 5_000,
      receiveWindowMs: 5_000,
      timers: counted,
    });
  const control = async (path: string, body: object): Promise<void> => {
    const headers = { "x-evenkeel-control": "1", "Content-Type": "application/json" };
    const answer = await fetch(`${HOST}:${exchange.port}/control/${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(await answer.text());
  };
  return {
    adapter: await open(account.secret, timers),
    passTime: (ms) => control("advance", { ms }),
    publish: () => undefined,
    wire: {
      failNextOrder: (fault) => proxy.failNext("place", fault),
      failNextCancel: (fault) => proxy.failNext("cancel", fault),
      failNextMove: (fault) => proxy.failNext("move", fault),
      ordersSeen: proxy.ordersSeen,
      cut: proxy.cut,
      mend: proxy.mend,
      stranger: () => open("wrong".repeat(10), countedTimers().timers),
    },
    leftovers: () => [
      ...(proxy.open() === 0 ? [] : [`${proxy.open()} sockets`]),
      ...(armed() === 0 ? [] : [`${armed()} timers`]),
    ],
    close: async () => {
      await proxy.close();
      await exchange.close();
    },
  };
}
