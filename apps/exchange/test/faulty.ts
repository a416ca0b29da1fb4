import type { FaultName } from "@evenkeel/exchange-sim";
import { expect } from "vitest";
import { WebSocket } from "ws";
import { type ExchangeSettings, startExchange } from "../src/index.ts";
import { createClient } from "./client.ts";

const LIMITS = {
  futuresWeightMax: 1e9,
  spotWeightMax: 1e9,
  futuresOrdersTenSecondsMax: 1e9,
  futuresOrdersMinuteMax: 1e9,
  spotOrdersTenSecondsMax: 1e9,
};

export interface Report {
  readonly mix: string;
  readonly total: number;
  readonly fired: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

interface Rows extends Array<Record<string, string>> {}

/** An exchange that stands still unless told otherwise, and the hands to bring trouble to it. */
export async function openFaulty(options: Partial<ExchangeSettings> = {}) {
  const overrides = { intervalHours: 1 } as const;
  const standing = { port: 0, symbols: 4, speed: 0, overrides, wire: { binanceLimits: LIMITS } };
  const exchange = await startExchange({ ...standing, ...options });
  const client = createClient(exchange.port, exchange.accounts[0] ?? { key: "", secret: "" });
  const report = async () => (await client.control("GET", "report")).body as unknown as Report;
  return {
    exchange,
    client,
    report,
    countOf: async (name: FaultName): Promise<number> => {
      const { fired } = await report();
      return Object.values(fired).reduce((sum, each) => sum + (each[name] ?? 0), 0);
    },
    inject: async (name: FaultName, more: Record<string, unknown> = {}): Promise<void> => {
      const { status, body } = await client.control("POST", "fault", { name, ...more });
      expect([status, JSON.stringify(body)]).toEqual([200, expect.any(String)]);
    },
    advance: (ms: number) => client.control("POST", "advance", { ms }),
    order: (id: string, more: Record<string, string> = {}) =>
      client.signed("POST", "/fapi/v1/order", {
        symbol: "ETHUSDT",
        side: "BUY",
        type: "MARKET",
        quantity: "0.1",
        newClientOrderId: id,
        newOrderRespType: "RESULT",
        ...more,
      }),
    query: (id: string) => client.signed("GET", "/fapi/v1/order", { symbol: "ETHUSDT", origClientOrderId: id }),
    rows: async (path: string, params: Record<string, string | number> = {}): Promise<Rows> =>
      (await client.signed("GET", path, params)).body as unknown as Rows,
    get: async (path: string) => (await client.send("GET", path)).body as unknown as Record<string, string>,
    listen: (path: string) => listen(exchange.port, path),
  };
}

export type Faulty = Awaited<ReturnType<typeof openFaulty>>;

/** A stream and what came through it. */
async function listen(port: number, path: string) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
  const frames: Record<string, unknown>[] = [];
  socket.on("message", (data: Buffer) => frames.push(JSON.parse(data.toString()) as Record<string, unknown>));
  const closed = new Promise<number>((resolve) => socket.once("close", resolve));
  await new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  return { socket, frames, closed };
}
