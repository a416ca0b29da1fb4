import { expect, test } from "vitest";
import type { WebSocket } from "ws";
import { createClient } from "./hub.ts";

test.each([
  [5_000_000, ["terminated"], []],
  [0, [], ["{}"]],
])("a reader %d bytes behind is cut off, and nothing more is queued for it", (bufferedAmount, ends, sent) => {
  const line = { ends: [] as string[], sent: [] as string[] };
  const client = createClient((_client, direct) => direct);
  client.socket = {
    OPEN: 1,
    readyState: 1,
    bufferedAmount,
    send: (frame: string) => line.sent.push(frame),
    terminate: () => line.ends.push("terminated"),
  } as unknown as WebSocket;
  client.push("{}");
  expect(line).toEqual({ ends, sent });
});
