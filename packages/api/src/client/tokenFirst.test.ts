import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createWSClient } from "@trpc/client";
import { afterEach, expect, test } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { tokenFirst } from "./tokenFirst.ts";

const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
afterEach(() => server.close());

test("a server that dies as soon as it is reached, and once more, is tried again, however long the token takes", async () => {
  const heard: string[] = [];
  let reached = 0;
  server.on("connection", (socket: WebSocket) => {
    reached += 1;
    if (reached <= 2) socket.terminate();
    else socket.on("message", (data: Buffer) => heard.push(data.toString("utf8")));
  });
  const { port } = server.address() as AddressInfo;
  const client = createWSClient({
    ...tokenFirst(`ws://127.0.0.1:${port}`, () => sleep(60, "secret")),
    retryDelayMs: () => 10,
  });
  await expect.poll(() => heard, { timeout: 3_000 }).toEqual([expect.stringContaining('"token":"secret"')]);
  expect(reached).toBe(3);
  await client.close();
});
