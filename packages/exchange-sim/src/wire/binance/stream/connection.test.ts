import { expect, test } from "vitest";
import { createSession } from "../session.ts";
import { deliverTopic, onMessage, openConnection, TOPICS_MAX } from "./connection.ts";

function line() {
  const sent: string[] = [];
  const client = { push: (frame: string) => sent.push(frame), answer: () => undefined, close: () => undefined };
  return { sent, client };
}

const session = createSession([{ spot: { symbol: "ETHUSDT" }, futures: { symbol: "ETHUSDT" } }], []);
const address = { family: "spot", combined: false, names: [], listenKey: null } as const;

test("one connection holds a limited number of topics", () => {
  const connection = openConnection(line().client, address, session);
  for (let k = 0; k < 3; k++) {
    const params = Array.from({ length: 1_000 }, (_, n) => `x${k}-${n}@bookTicker`);
    onMessage(connection, JSON.stringify({ method: "SUBSCRIBE", params, id: k }), session, k);
  }
  expect(connection.topics.size + connection.silent.size).toBe(TOPICS_MAX);
});

test("a combined stream names the topic", () => {
  const made = line();
  const connection = openConnection(
    made.client,
    { ...address, combined: true, names: ["ethusdt@bookTicker"] },
    session,
  );
  deliverTopic(connection, "ethusdt@bookTicker", '{"u":1}');
  expect(made.sent).toEqual(['{"stream":"ethusdt@bookTicker","data":{"u":1}}']);
});

test.each([
  ["spot", 5],
  ["futures-market", 10],
] as const)("%s hears %d messages in a second and shows out whoever says more", (family, most) => {
  const closed: [number, string][] = [];
  const made = line();
  const client = { ...made.client, close: (code: number, reason: string) => void closed.push([code, reason]) };
  const connection = openConnection(client, { ...address, family }, session);
  const say = (wallMs: number) => onMessage(connection, '{"method":"LIST_SUBSCRIPTIONS","id":1}', session, wallMs);
  for (let k = 0; k < most; k++) say(1_000 + k);
  for (let k = 0; k < most; k++) say(3_000 + k);
  expect(closed).toEqual([]);
  say(3_100);
  expect(closed).toEqual([[1_008, "Too many requests"]]);
});

test("whether frames are wrapped can be asked and changed", () => {
  const answers: unknown[] = [];
  const client = { ...line().client, answer: (frame: string) => void answers.push(JSON.parse(frame)) };
  const connection = openConnection(client, address, session);
  const say = (method: string, params: unknown[]) =>
    onMessage(connection, JSON.stringify({ method, params, id: 1 }), session, 0);
  say("GET_PROPERTY", ["combined"]);
  say("SET_PROPERTY", ["combined", true]);
  say("GET_PROPERTY", ["combined"]);
  say("SET_PROPERTY", ["combined", "yes"]);
  say("GET_PROPERTY", ["colour"]);
  expect(answers).toEqual([
    { result: false, id: 1 },
    { result: null, id: 1 },
    { result: true, id: 1 },
    { error: { code: 1, msg: "Invalid value type: expected Boolean" }, id: 1 },
    { error: { code: 0, msg: "Unknown property" }, id: 1 },
  ]);
});
