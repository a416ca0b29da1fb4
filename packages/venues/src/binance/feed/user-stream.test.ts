import type { EngineEvent } from "@evenkeel/core/events";
import { instrumentIndex } from "@evenkeel/core/ids";
import { ok, venueTime } from "@evenkeel/core/units";
import { expect, test } from "vitest";
import { indexMarkets } from "../../common/market/market.ts";
import { createManualTime } from "../../common/testing.ts";
import type { CcxtClient, CcxtExchange } from "../../common/transport/ccxt.ts";
import type { Client } from "../client/client.ts";
import { DEFAULT_SCHEDULE } from "../options.ts";
import { TEST_MARKETS } from "../testing.ts";
import { createUserStream } from "./user-stream.ts";

function setup() {
  const time = createManualTime(1_000);
  const asked: string[] = [];
  const dialled: CcxtClient[] = [];
  const events: EngineEvent[] = [];
  const states: string[] = [];
  const exchange = {
    clients: {},
    client: (url: string) => {
      const connection = { terminate: () => undefined };
      const client = { url, connection, connect: () => new Promise(() => undefined) } as unknown as CcxtClient;
      dialled.push(client);
      return client;
    },
  } as unknown as CcxtExchange;
  const client = {
    options: { readTimeoutMs: 1_000 },
    schedule: DEFAULT_SCHEDULE,
    timers: time.timers,
    nowMs: time.nowMs,
    markets: indexMarkets(TEST_MARKETS),
    venueNowMs: venueTime(0),
    orderNames: { get: () => undefined, set: () => undefined },
    rest: {
      call: ({ method, path }: { readonly method: string; readonly path: string }) => {
        asked.push(`${method} ${path}`);
        return Promise.resolve(ok({ listenKey: `key${asked.length}` }));
      },
    },
  } as unknown as Client;
  const tools = { exchange, timers: time.timers, nowMs: time.nowMs, random: () => 0.5 };
  const stream = createUserStream(
    client,
    (event) => void events.push(event),
    (state) => void states.push(state),
    tools,
  );
  const settle = async (): Promise<CcxtClient> => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    const last = dialled.at(-1);
    if (last === undefined) throw new Error("nothing was dialled");
    return last;
  };
  return { time, stream, asked, dialled, events, states, settle };
}

test("an expired listen key is made anew once, and the gap is told", async () => {
  const { time, stream, asked, dialled, states, settle } = setup();
  stream.start();
  const first = await settle();
  expect(first.url).toBe("wss://fstream.binance.com/private/ws?listenKey=key1");
  first.onConnectedCallback(first);
  first.onMessage({ data: '{"e":"listenKeyExpired","E":"1736996475556","listenKey":"key1"}' });
  first.onMessage({ data: '{"e":"listenKeyExpired","E":"1736996475556","listenKey":"key1"}' });
  time.advance(1_000);
  const second = await settle();
  second.onConnectedCallback(second);
  expect(second.url).toBe("wss://fstream.binance.com/private/ws?listenKey=key2");
  expect([asked, dialled.length]).toEqual([["POST listenKey", "POST listenKey"], 2]);
  expect(states).toEqual(["up", "down", "gap", "up"]);
  const stopping = stream.stop();
  time.advance(2_000);
  await stopping;
});

test("the key is kept alive every half hour, until the stream is stopped", async () => {
  const { time, stream, asked, settle } = setup();
  stream.start();
  const client = await settle();
  client.onConnectedCallback(client);
  for (let half = 0; half < 3; half += 1) {
    time.advance(30 * 60_000);
    await settle();
  }
  expect(asked.filter((call) => call === "PUT listenKey").length).toBe(3);
  const stopping = stream.stop();
  time.advance(2_000);
  await stopping;
  time.advance(24 * 3_600_000);
  expect(asked.filter((call) => call === "PUT listenKey").length).toBe(3);
  expect(time.armed()).toBe(0);
});

test("what cannot be read is told, and the stream goes on", async () => {
  const { stream, events, settle } = setup();
  stream.start();
  const client = await settle();
  client.onConnectedCallback(client);
  for (const data of ["no JSON", '{"e":"ORDER_TRADE_UPDATE","o":{"s":"BTCUSDT"}}', '{"e":"ORDER_TRADE_UPDATE"}'])
    client.onMessage({ data });
  expect(events.map(({ kind }) => kind)).toEqual(["malformed-frame", "malformed-frame", "malformed-frame"]);
  const order = {
    s: "BTCUSDT",
    c: "web_1",
    S: "BUY",
    X: "FILLED",
    x: "TRADE",
    i: 1,
    l: "0.001",
    z: "0.001",
    L: "100000",
    T: 5,
    t: 9,
    m: true,
    rp: "0",
  };
  client.onMessage({ data: JSON.stringify({ e: "ORDER_TRADE_UPDATE", E: 6, o: order }) });
  expect(events.at(-1)).toMatchObject({
    kind: "fill",
    venueTimeMs: 6,
    fill: { instrument: instrumentIndex(0), clientOrderId: null },
  });
});
