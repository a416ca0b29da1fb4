import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

/** The least a server can do: the frames of a tape, one line a batch, to everybody who is there, at a fixed pace. */
const [tape = "", paceMs = "200"] = process.argv.slice(2);
const batches = readFileSync(tape, "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as readonly string[]);

const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
const clients = new Set<WebSocket>();
server.on("connection", (client) => {
  clients.add(client);
  client.on("close", () => clients.delete(client));
});
let next = 0;
const timer = setInterval(() => {
  const batch = batches[next++ % batches.length] ?? [];
  for (const frame of batch) for (const client of clients) client.send(frame);
}, Number(paceMs));
server.once("listening", () => {
  process.stdout.write(`serving ${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`);
});
process.once("SIGTERM", () => {
  clearInterval(timer);
  for (const client of clients) client.terminate();
  server.close();
});
