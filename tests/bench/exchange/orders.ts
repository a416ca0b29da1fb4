import { createHmac } from "node:crypto";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { WebSocket } from "ws";
import { createHistogram, type Histogram } from "../histogram.ts";

export type Account = { readonly port: number; readonly key: string; readonly secret: string };
export type Paced = { readonly perSecond: number; readonly times: Histogram; readonly refused: number };

const TOGETHER = 4;
const NANOSECONDS = 1e6;

const sign = (payload: string, secret: string): string => createHmac("sha256", secret).update(payload).digest("hex");

/** Some orders at a time, each of them answered before the next takes its place. */
async function pace(windowMs: number, place: (buy: boolean) => Promise<boolean>): Promise<Paced> {
  const times = createHistogram();
  let refused = 0;
  let placed = 0;
  const until = performance.now() + windowMs;
  const lane = async (): Promise<void> => {
    while (performance.now() < until) {
      const from = performance.now();
      // Bought and sold in turns, so that the position stays small.
      const taken = await place(placed++ % 2 === 0);
      if (!taken) refused += 1;
      times.record((performance.now() - from) * NANOSECONDS);
    }
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: TOGETHER }, lane));
  return { perSecond: (times.count() / (performance.now() - from)) * 1_000, times, refused };
}

const ORDER = { symbol: "ETHUSDT", type: "MARKET", quantity: "0.01" };

export async function paceRest({ port, key, secret }: Account, windowMs: number): Promise<Paced> {
  const agent = new Agent({ keepAlive: true, maxSockets: TOGETHER });
  const paced = await pace(windowMs, (buy) => {
    const fields = { ...ORDER, side: buy ? "BUY" : "SELL", timestamp: String(Date.now()) };
    const payload = new URLSearchParams(fields).toString();
    const path = `/fapi/v1/order?${payload}&signature=${sign(payload, secret)}`;
    return new Promise((resolve, reject) => {
      const sent = request(
        { host: "127.0.0.1", port, path, method: "POST", agent, headers: { "X-MBX-APIKEY": key } },
        (response) => {
          response.resume();
          response.once("end", () => resolve(response.statusCode === 200));
        },
      );
      sent.once("error", reject);
      sent.end();
    });
  });
  agent.destroy();
  return paced;
}

export async function paceSocket({ port, key, secret }: Account, windowMs: number): Promise<Paced> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws-fapi/v1`, { perMessageDeflate: false });
  await once(socket, "open");
  const waiting = new Map<number, (taken: boolean) => void>();
  socket.on("message", (data: Buffer) => {
    const { id, status } = JSON.parse(data.toString("utf8")) as { readonly id: number; readonly status: number };
    waiting.get(id)?.(status === 200);
    waiting.delete(id);
  });
  let next = 0;
  const paced = await pace(windowMs, (buy) => {
    const id = ++next;
    const fields = { ...ORDER, side: buy ? "BUY" : "SELL", timestamp: String(Date.now()), apiKey: key };
    const payload = Object.entries(fields)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}=${value}`)
      .join("&");
    const params = { ...fields, signature: sign(payload, secret) };
    socket.send(JSON.stringify({ id, method: "order.place", params }));
    return new Promise((resolve) => waiting.set(id, resolve));
  });
  socket.terminate();
  return paced;
}
