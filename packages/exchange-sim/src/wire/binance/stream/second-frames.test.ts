import { expect, test } from "vitest";
import { advance } from "../../../exchange/advance.ts";
import { createExchange } from "../../../exchange/create.ts";
import type { StreamClient } from "../../wire.ts";
import { createSession } from "../session.ts";
import { tapeOf } from "../tape.ts";
import { openConnection } from "./connection.ts";
import { createPublisher } from "./publisher.ts";
import type { StreamFamily } from "./topic.ts";

type Frame = Record<string, unknown>;

function listen(family: StreamFamily, names: readonly string[]) {
  const state = createExchange({ world: "demo", seed: 4, symbols: 3, accounts: [] });
  const session = createSession(state.world.instruments, []);
  const heard: (Frame | Frame[])[] = [];
  const client: StreamClient = {
    push: (frame) => void heard.push(JSON.parse(frame) as Frame),
    answer: () => undefined,
    close: () => undefined,
  };
  const connection = openConnection(client, { family, combined: false, names, listenKey: null }, session);
  const publisher = createPublisher(state, session, new Set([connection]));
  const second = (ms: number): (Frame | Frame[])[] => {
    advance(state, state.nowMs + ms);
    heard.length = 0;
    publisher.publishSeconds();
    return [...heard];
  };
  return { state, second };
}

test("a trade that was streamed is on the tape, the same to the digit", () => {
  for (const market of ["spot", "futures"] as const) {
    const name = market === "spot" ? "ethusdt@aggTrade" : "ethusdt@trade";
    const { state, second } = listen(market === "spot" ? "spot" : "futures-public", [name]);
    const streamed: unknown[] = [];
    for (let k = 0; k < 50; k++) {
      for (const frame of second(1_000) as Frame[]) streamed.push([frame.a ?? frame.t, frame.p, frame.q, frame.m]);
    }
    const instrument = state.world.instruments[1];
    if (instrument === undefined) throw new Error("missing");
    const told = tapeOf(state, instrument, market).map((each) => [
      each.id,
      each.price,
      each.quantity,
      each.buyerIsMaker,
    ]);
    expect(streamed.length).toBeGreaterThan(10);
    expect(told.slice(-streamed.length)).toEqual(streamed);
  }
});

test("a candle is closed once, by the first frame after its end", () => {
  const { second } = listen("futures-market", ["ethusdt@kline_1m"]);
  const closed: unknown[] = [];
  const opened = new Set<unknown>();
  for (let k = 0; k < 200; k++) {
    for (const { k: candle } of second(1_000) as { k: Frame }[]) {
      if (candle.x === true) closed.push(candle.t);
      opened.add(candle.t);
      expect(Number(candle.h)).toBeGreaterThanOrEqual(Math.max(Number(candle.o), Number(candle.c)));
      expect(Number(candle.T) - Number(candle.t)).toBe(59_999);
    }
  }
  expect(closed).toHaveLength(3);
  expect([...opened].slice(0, 3)).toEqual(closed);
});

test("tickers of everything hold every symbol, single ones the best quotes where the market is spot", () => {
  const [all] = listen("futures-market", ["!ticker@arr"]).second(1_000);
  expect((all as Frame[]).map(({ e, s }) => [e, s])).toEqual([
    ["24hrTicker", "BTCUSDT"],
    ["24hrTicker", "ETHUSDT"],
    ["24hrTicker", expect.any(String)],
  ]);
  const [one] = listen("spot", ["btcusdt@ticker"]).second(1_000) as Frame[];
  expect(Number(one?.b)).toBeLessThan(Number(one?.a));
  expect(Number(one?.c)).toBeGreaterThanOrEqual(Number(one?.l));
  const [average] = listen("spot", ["btcusdt@avgPrice"]).second(1_000) as Frame[];
  expect(Number(average?.w) / Number(one?.c)).toBeCloseTo(1, 1);
});
