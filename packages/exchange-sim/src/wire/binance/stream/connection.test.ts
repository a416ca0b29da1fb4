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
