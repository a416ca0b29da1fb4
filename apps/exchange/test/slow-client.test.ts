import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type RunningExchange, startExchange } from "../src/index.ts";

let exchange: RunningExchange;
beforeAll(async () => {
  exchange = await startExchange({ port: 0, symbols: 40, speed: 60, publishIntervalMs: 50 });
});
afterAll(() => exchange.close());

const names = () =>
  exchange.venue.state.world.instruments.map(({ futures }) => `${futures.symbol.toLowerCase()}@depth@100ms`);

/** Opens a stream of every book by hand and never reads a byte of it. */
async function openDeaf(): Promise<void> {
  const socket = connect(exchange.port, "127.0.0.1");
  await once(socket, "connect");
  const path = `/public/stream?streams=${names().join("/")}`;
  const lines = ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"];
  const key = `Sec-WebSocket-Key: ${Buffer.alloc(16, 7).toString("base64")}`;
  socket.write(`GET ${path} HTTP/1.1\r\nHost: fstream.binance.com\r\n${lines.join("\r\n")}\r\n${key}\r\n\r\n`);
  socket.on("error", () => undefined);
  await once(socket, "data");
  socket.pause();
}

test("a client that does not read is dropped, one that vanished is forgotten, and the others hear everything", async () => {
  const reader = new WebSocket(`ws://127.0.0.1:${exchange.port}/public/stream?streams=${names().join("/")}`, {
    headers: { host: "fstream.binance.com" },
  });
  const lastIds = new Map<string, number>();
  let torn = 0;
  let heard = 0;
  reader.on("message", (data: Buffer) => {
    const { data: update } = JSON.parse(data.toString("utf8")) as { data: { s: string; u: number; pu: number } };
    const last = lastIds.get(update.s);
    if (last !== undefined && last !== update.pu) torn += 1;
    lastIds.set(update.s, update.u);
    heard += 1;
  });
  await once(reader, "open");
  const vanished = new WebSocket(`ws://127.0.0.1:${exchange.port}/public/ws/!bookTicker`);
  await once(vanished, "open");
  vanished.terminate();

  await openDeaf();
  const streams = async (): Promise<number> => {
    const answer = await fetch(`http://127.0.0.1:${exchange.port}/control/status`, {
      headers: { "x-evenkeel-control": "1" },
    });
    return ((await answer.json()) as { streams: number }).streams;
  };
  await expect.poll(streams, { timeout: 5_000 }).toBe(2);
  await expect.poll(streams, { timeout: 60_000, interval: 250 }).toBe(1);

  const before = heard;
  await expect.poll(() => heard, { timeout: 10_000 }).toBeGreaterThan(before);
  expect(torn).toBe(0);
  reader.close();
});
