import type { EngineEvent } from "@evenkeel/core/events";
import { venueId } from "@evenkeel/core/ids";
import { venueTime } from "@evenkeel/core/units";
import { beforeEach, expect, test } from "vitest";
import { indexMarkets } from "../../common/market/market.ts";
import type { Stream } from "../../common/stream/stream.ts";
import { createManualTime } from "../../common/testing.ts";
import type { CcxtClient, CcxtExchange } from "../../common/transport/ccxt.ts";
import type { Client } from "../client/client.ts";
import { TEST_MARKETS } from "../testing.ts";
import { createAccountStream } from "./account-stream.ts";

const LET_IN = '{"success":true,"ret_msg":"","op":"auth","conn_id":"c"}';
const TAKEN = '{"success":true,"ret_msg":"","op":"subscribe","conn_id":"c"}';
const SUBSCRIBE = '{"op":"subscribe","args":["execution","order"]}';

let dialled: CcxtClient[];
let sent: string[];
let events: EngineEvent[];
let unknown: string[];
let stream: Stream;
let time: ReturnType<typeof createManualTime>;

beforeEach(() => {
  [dialled, sent, events, unknown] = [[], [], [], []];
  time = createManualTime(1_000);
  const exchange = {
    clients: {},
    client: (url: string) => {
      const client = {
        url,
        connection: { terminate: () => undefined },
        connect: () => new Promise(() => undefined),
        send: async (message: string) => void sent.push(message),
      } as unknown as CcxtClient;
      dialled.push(client);
      return client;
    },
  } as unknown as CcxtExchange;
  const client = {
    venue: venueId("bybit"),
    timers: time.timers,
    nowMs: time.nowMs,
    markets: indexMarkets(TEST_MARKETS),
    venueNowMs: venueTime(0),
    offset: { offsetMs: () => 250 },
    realised: new Map(),
    signIn: (expiresMs: number) => `auth until ${expiresMs}`,
    onUnknownExecution: (_: unknown, reason: string) => unknown.push(reason),
  } as unknown as Client;
  const tools = { exchange, timers: time.timers, nowMs: time.nowMs, random: () => 0.5 };
  stream = createAccountStream(client, (event) => void events.push(event), tools);
});

async function connected(): Promise<CcxtClient> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  const last = dialled.at(-1);
  if (last === undefined) throw new Error("nothing was dialled");
  last.onConnectedCallback(last);
  return last;
}

async function stopped(): Promise<void> {
  const stopping = stream.stop();
  time.advance(2_000);
  await stopping;
}

const states = (): string[] => events.flatMap((event) => (event.kind === "stream" ? [event.state] : []));
const kinds = (): string[] => events.map(({ kind }) => kind);

test("signs in by the venue's clock, subscribes when it is let in, and is up when that was taken", async () => {
  stream.start();
  const client = await connected();
  expect(sent).toEqual(["auth until 11250"]);
  client.onMessage({ data: LET_IN });
  expect(sent.slice(1)).toEqual([SUBSCRIBE]);
  expect(states()).toEqual([]);
  client.onMessage({ data: TAKEN });
  expect(states()).toEqual(["up"]);
  await stopped();
});

test.each([
  ["the signature", [], '{"success":false,"ret_msg":"Params Error","op":"auth"}'],
  ["the subscription", [LET_IN], '{"success":false,"ret_msg":"topic","op":"subscribe"}'],
])("a refusal of %s is told, and the next connection signs anew", async (_, before, refusal) => {
  stream.start();
  const client = await connected();
  for (const data of [...before, refusal]) client.onMessage({ data });
  expect(kinds()).toContain("malformed-frame");
  expect(states()).not.toContain("up");
  time.advance(60_000);
  await connected();
  expect(dialled.length).toBeGreaterThan(1);
  expect(sent.filter((message) => message.startsWith("auth")).length).toBeGreaterThan(1);
  await stopped();
});

test("what was executed in a way nobody knows is no fill; what cannot be read is told, and the stream goes on", async () => {
  stream.start();
  const client = await connected();
  for (const data of [LET_IN, TAKEN]) client.onMessage({ data });
  const execution = { category: "linear", symbol: "BTCUSDT", execId: "e-1", execType: "Teleport", execTime: "5" };
  const frame = { topic: "execution", id: "1", creationTime: 6, data: [execution] };
  client.onMessage({ data: JSON.stringify(frame) });
  expect(unknown).toEqual([expect.stringContaining("Teleport")]);
  client.onMessage({ data: "no JSON" });
  expect(kinds().filter((kind) => kind !== "stream")).toEqual(["malformed-frame"]);
  client.onMessage({ data: JSON.stringify({ op: "pong", ret_msg: "pong", success: true }) });
  expect(states()).toEqual(["up"]);
  await stopped();
});
