import { createHmac } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type RunningExchange, startExchange } from "../src/index.ts";
import type { Keys } from "./redirect.ts";

/** No client library on npm speaks the v3 sockets, so this is a bare one, written from the documentation. */
interface Frame {
  readonly channel?: string;
  readonly event?: string;
  readonly action?: string;
  readonly message?: string;
  readonly data?: readonly Record<string, never>[];
}

interface Socket {
  readonly frames: Frame[];
  readonly say: (message: object) => void;
  /** The first frame that fits, heard already or still to come. */
  readonly hear: (fits: (frame: Frame) => boolean) => Promise<Frame>;
  readonly closed: Promise<number>;
}

const sockets: WebSocket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
});

async function connect(port: number, path: string): Promise<Socket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers: { host: "ws.poloniex.com" } });
  sockets.push(socket);
  const frames: Frame[] = [];
  socket.on("message", (data: Buffer) => frames.push(JSON.parse(data.toString("utf8")) as Frame));
  const closed = new Promise<number>((resolve) => socket.once("close", resolve));
  await new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  const hear = async (fits: (frame: Frame) => boolean): Promise<Frame> => {
    await expect.poll(() => frames.some(fits), { timeout: 15_000, interval: 20 }).toBe(true);
    return frames.find(fits) ?? {};
  };
  return { frames, hear, closed, say: (message) => socket.send(JSON.stringify(message)) };
}

const subscribe = (channel: string, symbols: readonly string[], more: object = {}) => ({
  event: "subscribe",
  channel: [channel],
  symbols,
  ...more,
});

describe.each([1, 60])("the v3 sockets at speed %i", (speed) => {
  let exchange: RunningExchange;
  let keys: Keys;

  beforeAll(async () => {
    exchange = await startExchange({
      port: 0,
      venues: ["poloniex"],
      symbols: 10,
      speed,
      seed: 3,
      familyPorts: { "poloniex-stream": 0, "poloniex-rest": 0 },
    });
    keys = exchange.accounts[0] as Keys;
  });
  afterAll(() => exchange.close());

  const hmac = (text: string) => createHmac("sha256", keys.secret).update(text).digest("base64");

  async function post(
    method: string,
    path: string,
    sent: object,
  ): Promise<{ code: number; data: Record<string, string> }> {
    const body = JSON.stringify(sent);
    const signTimestamp = String(Date.now());
    const signature = hmac(`${method}\n${path}\nrequestBody=${body}&signTimestamp=${signTimestamp}`);
    const headers = { "Content-Type": "application/json", key: keys.key, signTimestamp, signature };
    const port = exchange.familyPorts["poloniex-rest"] ?? 0;
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers, body });
    return (await response.json()) as { code: number; data: Record<string, string> };
  }

  test("tells quotes, marks, index, funding, candles and trades of many contracts over one connection", async () => {
    const socket = await connect(exchange.port, "/ws/v3/public");
    const channels = ["tickers", "mark_price", "index_price", "funding_rate", "candles_minute_1", "symbol", "trades"];
    for (const channel of channels) socket.say(subscribe(channel, ["all"]));
    for (const channel of channels) {
      expect(await socket.hear((frame) => frame.event === "subscribe" && frame.channel === channel)).toBeTruthy();
      const { data } = await socket.hear((frame) => frame.event === undefined && frame.channel === channel);
      expect(data?.length).toBeGreaterThan(0);
    }
    const of = (channel: string) => socket.frames.filter((each) => each.channel === channel && each.data !== undefined);
    expect(new Set(of("mark_price").map((frame) => frame.data?.[0]?.["s"])).size).toBe(10);
    const marks = new Map(of("mark_price").map(({ data }) => [data?.[0]?.["s"], Number(data?.[0]?.["mPx"])]));
    for (const { data } of of("index_price")) {
      expect(Number(data?.[0]?.["iPx"]) / (marks.get(data?.[0]?.["s"]) ?? 0)).toBeCloseTo(1, 1);
    }
  });

  test("keeps a book in step, and tells it anew after a broken connection", async () => {
    const follow = async (): Promise<void> => {
      const socket = await connect(exchange.familyPorts["poloniex-stream"] ?? 0, "/ws/v3/public");
      socket.say(subscribe("book_lv2", ["ETH_USDT_PERP"]));
      await expect.poll(() => socket.frames.length, { timeout: 15_000 }).toBeGreaterThan(6);
      const [ack, ...chain] = socket.frames.slice(0, 7);
      expect(ack).toMatchObject({ event: "subscribe", channel: "book_lv2" });
      expect(chain.map(({ action }) => action)).toEqual(["snapshot", ...Array(5).fill("update")]);
      const rows = chain.map((frame) => frame.data?.[0] as unknown as { id: number; lid: number });
      expect(rows.slice(1).map(({ lid }) => lid)).toEqual(rows.slice(0, -1).map(({ id }) => id));
      const cut = await fetch(`http://127.0.0.1:${exchange.port}/control/cut-streams`, {
        method: "POST",
        headers: { "x-evenkeel-control": "1" },
      });
      expect(cut.status).toBe(200);
      expect(await socket.closed).toBe(1006);
    };
    await follow();
    await follow();
  });

  test("tells the owner of an order, its fills, the position and the account", async () => {
    const socket = await connect(exchange.port, "/ws/v3/private");
    const signTimestamp = Date.now();
    const params = { key: keys.key, signTimestamp, signature: hmac(`GET\n/ws\nsignTimestamp=${signTimestamp}`) };
    socket.say({ event: "subscribe", channel: ["auth"], params });
    expect((await socket.hear(({ channel }) => channel === "auth")).data).toMatchObject({ success: true });
    for (const channel of ["orders", "trade", "positions"]) socket.say(subscribe(channel, ["all"]));
    socket.say({ event: "subscribe", channel: ["account"] });
    await socket.hear((frame) => frame.event === "subscribe" && frame.channel === "account");

    const clOrdId = `short-${speed}`;
    const order = { symbol: "ETH_USDT_PERP", side: "SELL", type: "MARKET", sz: "150", clOrdId };
    const placed = await post("POST", "/v3/trade/order", order);
    expect(placed).toMatchObject({ code: 200, data: { clOrdId } });
    const filled = await socket.hear(({ channel, data }) => channel === "orders" && data?.[0]?.["state"] === "FILLED");
    expect(filled.data?.[0]).toMatchObject({ ordId: placed.data["ordId"], clOrdId, sz: "150", execQty: "150" });
    const { data: position } = await socket.hear(({ channel, data }) => channel === "positions" && data !== undefined);
    expect(position?.[0]).toMatchObject({
      symbol: "ETH_USDT_PERP",
      qty: "-150",
      oldQty: "0",
      side: "sell",
      mgnMode: "CROSS",
    });
    const fills = socket.frames.filter(({ channel, data }) => channel === "trade" && data !== undefined);
    expect(fills.reduce((sum, { data }) => sum + Number(data?.[0]?.["fqty"]), 0)).toBe(150);
    const { data: account } = await socket.hear(({ channel, data }) => channel === "account" && data !== undefined);
    expect(Number(account?.[0]?.["im"])).toBeGreaterThan(0);

    const from = socket.frames.length;
    expect((await post("POST", "/v3/trade/position", { symbol: "ETH_USDT_PERP", mgnMode: "CROSS" })).code).toBe(200);
    await expect
      .poll(() => socket.frames.slice(from).find(({ channel }) => channel === "positions")?.data?.[0], {
        timeout: 5_000,
      })
      .toMatchObject({ qty: "0", oldQty: "-150" });
  });

  test("a stranger is told nothing, and a door that is none does not open", async () => {
    const socket = await connect(exchange.port, "/ws/v3/private");
    socket.say(subscribe("orders", ["all"]));
    expect(await socket.hear(({ event }) => event === "error")).toMatchObject({ message: "Authentication required" });
    await expect(connect(exchange.port, "/ws/v4/public")).rejects.toThrow("404");
  });
});
