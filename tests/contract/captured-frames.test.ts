import { once } from "node:events";
import type { Instrument } from "@evenkeel/core/market";
import { mantissaToFloat, wallTime } from "@evenkeel/core/units";
import { type RunningExchange, startExchange } from "@evenkeel/exchange";
import { BINANCE, createBinance } from "@evenkeel/venues/binance";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { createDirectory, createHeard, performed } from "./subject.ts";

/**
 * Frames that Binance sent on 8 August 2024, through our own adapter and past it: a stranger reads the same sockets
 * with `JSON.parse` and keeps its books as the venue's documents tell it to.
 */
const STEPS = 20;
const STEP_MS = 900;
const LEVELS = 20;

type Side = Map<number, number>;
type Update = { readonly U: number; readonly u: number; readonly b: string[][]; readonly a: string[][] };
type Ticker = { readonly u: number; readonly b: string; readonly B: string; readonly a: string; readonly A: string };

let exchange: RunningExchange;
beforeAll(async () => {
  exchange = await startExchange({ port: 0, world: "frames-2024-08-08", symbols: 2, speed: 0 });
});
afterAll(() => exchange.close());

const MARKETS = [
  { kind: "spot", host: "stream.binance.com", path: "/stream", depth: "/api/v3/depth", rest: "api.binance.com" },
  {
    kind: "perpetual",
    host: "fstream.binance.com",
    path: "/public/stream",
    depth: "/fapi/v1/depth",
    rest: "fapi.binance.com",
  },
] as const;
type Market = (typeof MARKETS)[number];

function apply(side: Side, rows: string[][]): void {
  for (const [price, size] of rows) {
    if (Number(size) === 0) side.delete(Number(price));
    else side.set(Number(price), Number(size));
  }
}

/** The last ticker and the whole book of each symbol, from the sockets and one snapshot. */
async function openStranger({ host, path, depth, rest }: Market, symbols: readonly string[]) {
  const names = symbols.flatMap((symbol) => [
    `${symbol.toLowerCase()}@bookTicker`,
    `${symbol.toLowerCase()}@depth@100ms`,
  ]);
  const socket = new WebSocket(`ws://127.0.0.1:${exchange.port}${path}?streams=${names.join("/")}`, {
    headers: { host },
  });
  const tickers = new Map<string, Ticker>();
  const updates = new Map<string, Update[]>(symbols.map((symbol) => [symbol, []]));
  socket.on("message", (data: Buffer) => {
    const frame = JSON.parse(data.toString("utf8")) as { stream: string; data: { s: string } & Update & Ticker };
    if (frame.stream.endsWith("@bookTicker")) tickers.set(frame.data.s, frame.data);
    else updates.get(frame.data.s)?.push(frame.data);
  });
  await once(socket, "open");
  const snapshots = new Map<string, { lastUpdateId: number; bids: string[][]; asks: string[][] }>();
  for (const symbol of symbols) {
    const answer = await fetch(`http://127.0.0.1:${exchange.port}${depth}?symbol=${symbol}&limit=1000`, {
      headers: { host: rest },
    });
    snapshots.set(symbol, (await answer.json()) as never);
  }
  const bookOf = (symbol: string): { bids: [number, number][]; asks: [number, number][] } => {
    const [bids, asks]: [Side, Side] = [new Map(), new Map()];
    const snapshot = snapshots.get(symbol);
    apply(bids, snapshot?.bids ?? []);
    apply(asks, snapshot?.asks ?? []);
    for (const update of updates.get(symbol) ?? []) {
      if (update.u <= (snapshot?.lastUpdateId ?? 0)) continue;
      apply(bids, update.b);
      apply(asks, update.a);
    }
    return {
      bids: [...bids].toSorted(([one], [two]) => two - one).slice(0, LEVELS),
      asks: [...asks].toSorted(([one], [two]) => one - two).slice(0, LEVELS),
    };
  };
  const heardSince = () => [...updates.values()].reduce((sum, each) => sum + each.length, 0);
  return { tickers, bookOf, heardSince, close: () => socket.terminate() };
}

async function control(path: string, body: object): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${exchange.port}/control/${path}`, {
    method: "POST",
    headers: { "x-evenkeel-control": "1" },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
}

test("captured frames through our adapter leave the prices and books that a stranger makes of them", async () => {
  const [account] = exchange.accounts;
  const adapter = await createBinance({
    keys: { apiKey: account?.key ?? "", secret: account?.secret ?? "" },
    redirectPort: exchange.port,
    directory: createDirectory(),
    clock: { nowMs: () => wallTime(Date.now()) },
    random: () => 0.5,
    watch: { symbolsMax: 2 },
    historyDays: 2,
    sendTimeoutMs: 5_000,
    readTimeoutMs: 5_000,
    receiveWindowMs: 5_000,
  });
  const heard = createHeard();
  const started = await adapter.feed.start(heard.sink);
  if (!started.ok) throw new Error(started.error.message);
  const symbols = ["BTCUSDT", "ETHUSDT"];
  const strangers = {
    spot: await openStranger(MARKETS[0], symbols),
    perpetual: await openStranger(MARKETS[1], symbols),
  };
  for (let step = 0; step < STEPS; step += 1) {
    await control("advance", { ms: STEP_MS });
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  const price = ({ priceScale }: Instrument, value: number): number => mantissaToFloat(value as never, priceScale);
  const quantity = ({ quantityScale }: Instrument, value: number): number =>
    mantissaToFloat(value as never, quantityScale);
  for (const instrument of heard.instruments()) {
    if (instrument.kind !== "spot" && instrument.kind !== "perpetual") throw new Error("only these are listed");
    const stranger = strangers[instrument.kind];
    const { symbol, index } = instrument;
    await expect
      .poll(() => heard.tops.findLast((top) => top.instrument === index)?.updateId, { timeout: 10_000 })
      .toBe(stranger.tickers.get(symbol)?.u);
    const top = heard.tops.findLast((each) => each.instrument === index);
    const ticker = stranger.tickers.get(symbol);
    if (top === undefined || ticker === undefined) throw new Error(`nobody heard of ${symbol}`);
    expect([
      price(instrument, top.bidPrice),
      quantity(instrument, top.bidQuantity),
      price(instrument, top.askPrice),
      quantity(instrument, top.askQuantity),
    ]).toEqual([ticker.b, ticker.B, ticker.a, ticker.A].map(Number));
    const depth = await performed(adapter, { kind: "read-depth", venue: BINANCE, instrument: index }, "depth");
    const rows = (side: readonly (readonly [number, number])[]) =>
      side.slice(0, LEVELS).map(([at, size]) => [price(instrument, at), quantity(instrument, size)]);
    const { bids, asks } = stranger.bookOf(symbol);
    expect({ symbol, bids: rows(depth.bids), asks: rows(depth.asks) }).toEqual({ symbol, bids, asks });
    expect(stranger.heardSince()).toBeGreaterThan(100);
  }
  expect(heard.instruments()).toHaveLength(4);
  expect(heard.tops.length).toBeGreaterThan(500);
  for (const stranger of Object.values(strangers)) stranger.close();
  await adapter.feed.stop();
});
