import { createSession } from "@evenkeel/exchange-sim/wire/binance";
import { expect, test } from "vitest";
import type { WebSocket } from "ws";
import { deliver, deliverTopic, onMessage, openConnection, TOPICS_MAX } from "./connection.ts";

interface Line {
  readonly sent: string[];
  readonly ends: string[];
  readonly socket: WebSocket;
}

function line(bufferedAmount: number): Line {
  const sent: string[] = [];
  const ends: string[] = [];
  const socket = {
    OPEN: 1,
    readyState: 1,
    bufferedAmount,
    send: (frame: string) => sent.push(frame),
    terminate: () => ends.push("terminated"),
  };
  return { sent, ends, socket: socket as unknown as WebSocket };
}

const session = createSession([{ spot: { symbol: "ETHUSDT" }, futures: { symbol: "ETHUSDT" } }], []);
const address = { family: "spot", combined: false, names: [], listenKey: null } as const;

test("a reader that falls behind is cut off and nothing more is queued for it", () => {
  const [slow, quick] = [line(5_000_000), line(0)];
  for (const each of [slow, quick]) deliver(openConnection(each.socket, address, session), "{}");
  expect([slow.ends, slow.sent]).toEqual([["terminated"], []]);
  expect([quick.ends, quick.sent]).toEqual([[], ["{}"]]);
});

test("one connection holds a limited number of topics", () => {
  const { socket } = line(0);
  const connection = openConnection(socket, address, session);
  for (let k = 0; k < 3; k++) {
    const params = Array.from({ length: 1_000 }, (_, n) => `x${k}-${n}@bookTicker`);
    onMessage(connection, JSON.stringify({ method: "SUBSCRIBE", params, id: k }), session);
  }
  expect(connection.topics.size + connection.silent.size).toBe(TOPICS_MAX);
});

test("a combined stream names the topic", () => {
  const made = line(0);
  const connection = openConnection(
    made.socket,
    { ...address, combined: true, names: ["ethusdt@bookTicker"] },
    session,
  );
  deliverTopic(connection, "ethusdt@bookTicker", '{"u":1}');
  expect(made.sent).toEqual(['{"stream":"ethusdt@bookTicker","data":{"u":1}}']);
});
