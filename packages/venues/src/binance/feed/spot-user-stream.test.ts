import type { EngineEvent } from "@evenkeel/core/events";
import { venueTime } from "@evenkeel/core/units";
import { expect, test } from "vitest";
import { indexMarkets } from "../../common/market/market.ts";
import { createManualTime } from "../../common/testing.ts";
import type { CcxtClient, CcxtExchange } from "../../common/transport/ccxt.ts";
import type { Client } from "../client/client.ts";
import { TEST_MARKETS } from "../testing.ts";
import { createSpotUserStream } from "./spot-user-stream.ts";

const OURS = "ekabcd1234-1-u0";

function setup() {
  const time = createManualTime(1_000);
  const dialled: CcxtClient[] = [];
  const said: string[] = [];
  const events: EngineEvent[] = [];
  const states: string[] = [];
  const names: string[] = [];
  const exchange = {
    clients: {},
    client: (url: string) => {
      const connection = { terminate: () => undefined };
      const send = (message: string): Promise<unknown> => Promise.resolve(said.push(message));
      const client = { url, connection, send, connect: () => new Promise(() => undefined) } as unknown as CcxtClient;
      dialled.push(client);
      return client;
    },
  } as unknown as CcxtExchange;
  const client = {
    nowMs: time.nowMs,
    offset: { offsetMs: () => 40 },
    markets: indexMarkets(TEST_MARKETS),
    venueNowMs: venueTime(0),
    subscribeAccount: (atMs: number) => `signed as of ${atMs}`,
    orderNames: { get: () => undefined, set: (_: number, id: string) => void names.push(id) },
  } as unknown as Client;
  const tools = { exchange, timers: time.timers, nowMs: time.nowMs, random: () => 0.5 };
  const stream = createSpotUserStream(
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
  const connect = async (): Promise<CcxtClient> => {
    const connection = await settle();
    connection.onConnectedCallback(connection);
    return connection;
  };
  return { time, stream, said, events, states, names, connect };
}

const tell = (connection: CcxtClient, frame: object): void => connection.onMessage({ data: JSON.stringify(frame) });
const SUBSCRIBED = { id: "account", status: 200, result: { subscriptionId: 0 } };
const REFUSED = { id: "account", status: 401, error: { code: -2015, msg: "Invalid API-key" } };

test("every connection signs anew and is up once the venue agreed; a refusal and an end dial again", async () => {
  const { time, stream, said, events, states, connect } = setup();
  stream.start();
  const first = await connect();
  expect([first.url, said, states]).toEqual(["wss://ws-api.binance.com:443/ws-api/v3", ["signed as of 1040"], []]);
  tell(first, REFUSED);
  expect(events.map((event) => event.kind === "malformed-frame" && event.reason)).toEqual([
    "the account's stream was refused: -2015 Invalid API-key",
  ]);
  time.advance(1_000);
  const second = await connect();
  tell(second, SUBSCRIBED);
  tell(second, { subscriptionId: 0, event: { e: "eventStreamTerminated", E: 1 } });
  time.advance(1_000);
  tell(await connect(), SUBSCRIBED);
  expect(said).toEqual(["signed as of 1040", "signed as of 2040", "signed as of 3040"]);
  expect(states).toEqual(["down", "up", "down", "gap", "up"]);
  const stopping = stream.stop();
  time.advance(2_000);
  await stopping;
});

test("a fill and its order's state are told, and the name of the order is kept for reads that do not name it", async () => {
  const { stream, events, names, connect } = setup();
  stream.start();
  const connection = await connect();
  tell(connection, SUBSCRIBED);
  const event = {
    e: "executionReport",
    E: 6,
    s: "BTCUSDT",
    c: OURS,
    C: "",
    S: "BUY",
    x: "TRADE",
    X: "FILLED",
    i: 8,
    t: 9,
    l: "0.001",
    z: "0.001",
    L: "100000",
    n: "0.000001",
    N: "BTC",
    T: 5,
    m: true,
    Y: "100",
  };
  tell(connection, { subscriptionId: 0, event });
  tell(connection, { subscriptionId: 0, event: { ...event, L: "no price" } });
  expect(events.map(({ kind }) => kind)).toEqual(["fill", "order-report", "malformed-frame"]);
  expect(names).toEqual(["8"]);
});
