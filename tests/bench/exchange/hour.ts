import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { run } from "../../recovery/support/process.ts";
import { readProcess } from "../engine-live/process-figures.ts";
import { columns, figures } from "../print.ts";
import type { Bench, Section } from "../report.ts";
import { type Account, paceRest } from "./orders.ts";

const VENUES = "binance,bybit,poloniex,coinbase";
const SYMBOLS = 760;
const MINUTES = 60;
const MINUTE_MS = 60_000;
/** Histories and rings fill up first; what grows after this grows for ever. */
const WARM_MINUTES = 15;
const ORDERS_MS = 2_000;
const GROWTH_PERCENT_MAX = 5;

/** What one client of each venue listens to, under the venue's real host. */
const LISTENERS: readonly { readonly host: string; readonly path: string; readonly say: object | null }[] = [
  { host: "fstream.binance.com", path: "/public/ws/!bookTicker", say: null },
  { host: "fstream.binance.com", path: "/market/ws/!markPrice@arr@1s", say: null },
  {
    host: "stream.bybit.com",
    path: "/v5/public/linear",
    say: { op: "subscribe", args: ["tickers.BTCUSDT", "orderbook.50.BTCUSDT", "publicTrade.BTCUSDT"] },
  },
  {
    host: "ws.poloniex.com",
    path: "/ws/v3/public",
    say: { event: "subscribe", channel: ["book"], symbols: ["BTC_USDT_PERP"] },
  },
  {
    host: "advanced-trade-ws.coinbase.com",
    path: "/",
    say: { type: "subscribe", product_ids: ["BTC-USD"], channel: "level2" },
  },
];

/** Opens it, and once more whenever it is closed, as a client would. Counts what it hears. */
function listen(port: number, { host, path, say }: (typeof LISTENERS)[number]) {
  let frames = 0;
  let over = false;
  let socket: WebSocket | null = null;
  const open = (): void => {
    socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers: { host }, perMessageDeflate: false });
    socket.on("open", () => (say === null ? undefined : socket?.send(JSON.stringify(say))));
    socket.on("message", () => (frames += 1));
    socket.on("error", () => undefined);
    socket.on("close", () => (over ? undefined : setTimeout(open, 1_000)));
  };
  open();
  return {
    host,
    frames: () => frames,
    close: () => {
      over = true;
      socket?.terminate();
    },
  };
}

async function bench({ seed, progress }: Parameters<Bench["run"]>[0]): Promise<Section> {
  const program = run("tests/bench/exchange/served.ts", [String(seed), VENUES, String(SYMBOLS)], {});
  const [, told = "{}"] = await program.says(/^serving (\{.*\})$/m);
  const account = JSON.parse(told) as Account;
  const listeners = LISTENERS.map((each) => listen(account.port, each));
  const residentMiB: number[] = [];
  let orders = 0;
  for (let minute = 1; minute <= MINUTES; minute += 1) {
    progress(`minute ${minute} of ${MINUTES}`);
    const until = performance.now() + MINUTE_MS;
    const paced = await paceRest(account, ORDERS_MS);
    orders += paced.times.count();
    await sleep(Math.max(0, until - performance.now()));
    residentMiB.push(readProcess(program.pid)?.residentMiB ?? Number.NaN);
  }
  const heard = listeners.map(({ host, frames }) => ({ host, frames: frames() }));
  for (const { close } of listeners) close();
  program.kill("SIGTERM");
  await program.ended;
  const mean = (from: number, to: number): number =>
    residentMiB.slice(from, to).reduce((sum, each) => sum + each, 0) / (to - from);
  const [warm, end] = [mean(WARM_MINUTES, WARM_MINUTES + 15), mean(MINUTES - 15, MINUTES)];
  const growth = (end / warm - 1) * 100;
  return {
    name: "exchange-hour",
    title: "exchange-hour · memory of the exchange over an hour, four venues, sixty times as fast as the clock",
    lines: [
      `${orders.toLocaleString("en-US")} orders; frames heard: ${heard.map(({ host, frames }) => `${host} ${frames.toLocaleString("en-US")}`).join(", ")}`,
      ...columns([
        ["resident memory, mean of", "MiB"],
        [`minutes ${WARM_MINUTES} to ${WARM_MINUTES + 15}`, figures(warm)],
        ["the last 15 minutes", figures(end)],
        ["growth", `${growth.toFixed(1)} %`],
      ]),
    ],
    goals: [{ text: `memory grows by less than ${GROWTH_PERCENT_MAX} % once warm`, met: growth < GROWTH_PERCENT_MAX }],
    faults: heard.filter(({ frames }) => frames === 0).map(({ host }) => `${host} sent nothing`),
    numbers: { seed, orders, heard, residentMiB, growthPercent: growth },
  };
}

export const exchangeHour: Bench = {
  name: "exchange-hour",
  about: "memory of the exchange over an hour; only when named",
  seconds: 3_600,
  onRequest: true,
  run: bench,
};
