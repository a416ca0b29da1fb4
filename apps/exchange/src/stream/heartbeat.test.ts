import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { keepAlive } from "./heartbeat.ts";

const LONG_MS = 60_000;

async function pair(life: Parameters<typeof keepAlive>[1], options: { readonly autoPong: boolean }) {
  const http = createServer();
  const server = new WebSocketServer({ server: http });
  server.on("connection", (socket) => socket.on("close", keepAlive(socket, life)));
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`, options);
  const pings: string[] = [];
  client.on("ping", (payload: Buffer) => pings.push(payload.toString()));
  const closed = new Promise<number>((resolve) => client.on("close", resolve));
  const end = (): void => {
    client.terminate();
    server.close();
    http.close();
  };
  return { client, pings, closed, end };
}

test("a client that answers stays until its time is up", async () => {
  const { pings, closed, end } = await pair({ pingMs: 20, patienceMs: LONG_MS, lifeMs: 500 }, { autoPong: true });
  expect(await closed).toBe(1001);
  expect(pings.length).toBeGreaterThan(4);
  end();
});

test("one that does not answer, or answers something else, is cut off", async () => {
  const { client, closed, end } = await pair({ pingMs: 20, patienceMs: 60, lifeMs: LONG_MS }, { autoPong: false });
  client.on("ping", () => client.pong("unasked"));
  expect(await closed).toBe(1006);
  end();
});
