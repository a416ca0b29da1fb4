import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type RunningExchange, startExchange } from "../src/index.ts";
import { type Answer, type Client, createClient } from "./client.ts";

let exchange: RunningExchange;
let client: Client;
const LIMITS = {
  futuresWeightMax: 20_000,
  spotWeightMax: 60,
  futuresOrdersTenSecondsMax: 300,
  futuresOrdersMinuteMax: 1_200,
  spotOrdersTenSecondsMax: 4,
};

beforeAll(async () => {
  exchange = await startExchange({
    port: 0,
    symbols: 8,
    speed: 0,
    wire: { binanceLimits: LIMITS },
    familyPorts: { "binance-futures": 0 },
  });
  client = createClient(exchange.port, exchange.accounts[0] ?? { key: "", secret: "" });
});
afterAll(() => exchange.close());

const futuresOrder = { symbol: "ETHUSDT", side: "BUY", type: "MARKET", quantity: "0.1" };

describe("who may ask", () => {
  const signedBy = (payload: string, headers: Record<string, string> = { "X-MBX-APIKEY": client.key }) =>
    client.send("GET", `/fapi/v3/account?${payload}`, { headers });
  const now = () => `timestamp=${Date.now()}`;
  const cases: [string, () => Promise<{ status: number; body: { code: number } }>, number, number][] = [
    ["no key", () => client.send("GET", "/fapi/v3/account"), 401, -2014],
    ["a malformed key", () => signedBy(now(), { "X-MBX-APIKEY": "short" }), 401, -2014],
    ["an unknown key", () => signedBy(now(), { "X-MBX-APIKEY": "0".repeat(64) }), 401, -2015],
    ["no signature", () => signedBy(now()), 400, -1102],
    ["a wrong signature", () => signedBy(`${now()}&signature=${"0".repeat(64)}`), 400, -1022],
    ["a short signature", () => signedBy(`${now()}&signature=abc`), 400, -1022],
    ["no timestamp", () => signedBy(`a=1&signature=${client.sign("a=1")}`), 400, -1102],
    ["an old timestamp", () => client.signed("GET", "/fapi/v3/account", { timestamp: Date.now() - 6_000 }), 400, -1021],
    [
      "a future timestamp",
      () => client.signed("GET", "/fapi/v3/account", { timestamp: Date.now() + 2_000 }),
      400,
      -1021,
    ],
    ["a huge receive window", () => client.signed("GET", "/fapi/v3/account", { recvWindow: 60_001 }), 400, -1131],
    ["an unknown path", () => client.send("GET", "/fapi/v9/nothing"), 404, -5000],
    ["a wrong method", () => client.send("PATCH", "/fapi/v1/order"), 404, -5000],
    ["an unknown symbol", () => client.send("GET", "/fapi/v1/depth?symbol=NOPE"), 400, -1121],
    ["a missing symbol", () => client.send("GET", "/fapi/v1/depth"), 400, -1102],
    ["a broken escape", () => client.send("GET", "/fapi/v1/depth?symbol=%E0%A4%A"), 400, -1100],
    ["a limit that is no number", () => client.send("GET", "/fapi/v1/depth?symbol=ETHUSDT&limit=x"), 400, -1100],
    ["a missing side", () => client.signed("POST", "/fapi/v1/order", { ...futuresOrder, side: "" }), 400, -1102],
    ["a wrong side", () => client.signed("POST", "/fapi/v1/order", { ...futuresOrder, side: "HOLD" }), 400, -1117],
    [
      "a conditional order",
      () => client.signed("POST", "/fapi/v1/order", { ...futuresOrder, type: "STOP_MARKET" }),
      400,
      -4120,
    ],
    [
      "an unknown order type",
      () => client.signed("POST", "/fapi/v1/order", { ...futuresOrder, type: "ICEBERG" }),
      400,
      -1116,
    ],
    [
      "hedge mode's side",
      () => client.signed("POST", "/fapi/v1/order", { ...futuresOrder, positionSide: "LONG" }),
      400,
      -4061,
    ],
    [
      "too much precision",
      () => client.signed("POST", "/fapi/v1/order", { ...futuresOrder, quantity: "0.00001" }),
      400,
      -1111,
    ],
    ["an unknown order", () => client.signed("GET", "/fapi/v1/order", { symbol: "ETHUSDT", orderId: 1 }), 400, -2013],
    ["no id at all", () => client.signed("GET", "/fapi/v1/order", { symbol: "ETHUSDT" }), 400, -1102],
    [
      "cancelling nothing",
      () => client.signed("DELETE", "/fapi/v1/order", { symbol: "ETHUSDT", orderId: 1 }),
      400,
      -2011,
    ],
    [
      "margin type as it is",
      () => client.signed("POST", "/fapi/v1/marginType", { symbol: "ETHUSDT", marginType: "CROSSED" }),
      400,
      -4046,
    ],
    [
      "leverage 126",
      () => client.signed("POST", "/fapi/v1/leverage", { symbol: "ETHUSDT", leverage: 126 }),
      400,
      -4028,
    ],
    [
      "one-way as it is",
      () => client.signed("POST", "/fapi/v1/positionSide/dual", { dualSidePosition: "false" }),
      400,
      -4059,
    ],
  ];
  test.each(cases)("%s", async (_, ask, status, code) => {
    const answer = await ask();
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(JSON.stringify(answer.body)).not.toContain(exchange.accounts[0]?.secret);
  });

  test("the signature is over the raw bytes: body and query, non-ASCII included, in any order", async () => {
    const send = (payload: string, body = "") =>
      client.send("POST", `/fapi/v1/order?${payload}`, {
        headers: { "X-MBX-APIKEY": client.key, "Content-Type": "application/x-www-form-urlencoded" },
        body,
      });
    const query = `symbol=ETHUSDT&side=BUY&note=${encodeURIComponent("Zürich 東京")}`;
    const body = `type=MARKET&quantity=0.1&timestamp=${Date.now()}`;
    const good = await send(query, `${body}&signature=${client.sign(query + body)}`);
    expect(good.status).toBe(200);
    const raw = `symbol=ETHUSDT&side=SELL&type=MARKET&quantity=0.1&list=["a"]&timestamp=${Date.now()}`;
    const inBody = await send("", `${raw}&signature=${client.sign(raw)}`);
    expect(inBody.status).toBe(200);
    const reordered = await send("", `timestamp=${Date.now()}&${raw}&signature=${client.sign(raw)}`);
    expect(reordered.body.code).toBe(-1022);
  });
});

describe("hostile input", () => {
  const raw = (lines: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(exchange.port, "127.0.0.1", () => socket.end(lines));
      let seen = "";
      socket.on("data", (chunk) => {
        seen += chunk.toString("latin1");
      });
      socket.on("error", reject);
      socket.on("close", () => resolve(seen));
    });

  test("a 10 MB body is refused and the exchange goes on", async () => {
    const status = await new Promise<number>((resolve) => {
      const request = httpRequest(
        { port: exchange.port, host: "127.0.0.1", method: "POST", path: "/fapi/v1/order" },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      );
      request.on("error", () => resolve(-1));
      request.end(Buffer.alloc(10_000_000, "a"));
    });
    expect([413, -1]).toContain(status);
    expect((await client.send("GET", "/fapi/v1/ping")).status).toBe(200);
  });

  test.each([
    ["bytes that are no request", "\x00\xff\xfe garbage\r\n\r\n", "400"],
    [
      "raw UTF-8 in the address",
      "GET /fapi/v1/depth?symbol=\xe6\xb1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
      "400",
    ],
    ["a foreign host", "GET /fapi/v1/time HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n", "404"],
    [
      "an upgrade to nowhere",
      "GET /x HTTP/1.1\r\nHost: fstream.binance.com\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
      "404",
    ],
    [
      "the undivided futures address",
      "GET /ws/btcusdt@markPrice HTTP/1.1\r\nHost: fstream.binance.com\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
      "404",
    ],
  ])("%s", async (_, lines, expected) => {
    expect(await raw(lines)).toContain(expected);
    expect((await client.send("GET", "/fapi/v1/ping")).status).toBe(200);
  });

  test("the control API wants its header and a local name", async () => {
    expect((await client.send("GET", "/control/status")).status).toBe(403);
    const foreign = await raw(
      "POST /control/shutdown HTTP/1.1\r\nHost: evil.example\r\nx-evenkeel-control: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    );
    expect(foreign).toContain("403");
    expect((await client.control("POST", "advance", { ms: -1 })).status).toBe(400);
    expect((await client.control("POST", "nothing")).status).toBe(404);
  });
});

describe("limits", () => {
  test("weight is counted in every answer; over it 429 with Retry-After, going on 418", async () => {
    const answers: Answer[] = [];
    for (let k = 0; k < 40; k++) answers.push(await client.send("GET", "/api/v3/ticker/bookTicker"));
    const statuses = answers.map((answer) => answer.status);
    expect(answers.every((answer) => /^\d+$/.test(answer.headers.get("x-mbx-used-weight-1m") ?? ""))).toBe(true);
    expect(statuses[0]).toBe(200);
    expect(statuses).toContain(429);
    expect(statuses.at(-1)).toBe(418);
    const refused = answers.filter((answer) => answer.status !== 200);
    expect(refused.every((answer) => Number(answer.headers.get("retry-after")) > 0)).toBe(true);
    expect(new Set(refused.map((answer) => answer.body.code))).toEqual(new Set([-1003]));
    // The other family has its own budget.
    expect((await client.send("GET", "/fapi/v1/ping")).status).toBe(200);
  });

  test("an own port serves its family whatever the host", async () => {
    const response = await fetch(`http://127.0.0.1:${exchange.familyPorts["binance-futures"]}/fapi/v1/time`);
    expect(response.status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${exchange.familyPorts["binance-futures"]}/api/v3/time`)).status).toBe(404);
  });
});

interface Stream {
  readonly socket: WebSocket;
  readonly frames: unknown[];
  next(matches: (frame: never) => boolean): Promise<never>;
}

function openStream(host: string, path: string): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${exchange.port}${path}`, { headers: { Host: host } });
    const frames: unknown[] = [];
    const waiting: { matches: (frame: never) => boolean; done: (frame: never) => void }[] = [];
    socket.on("message", (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as never;
      frames.push(frame);
      for (const each of waiting.filter(({ matches }) => matches(frame))) each.done(frame);
    });
    socket.on("error", reject);
    socket.on("open", () =>
      resolve({
        socket,
        frames,
        next: (matches) =>
          new Promise((done) => {
            const found = frames.find((frame) => matches(frame as never));
            if (found !== undefined) done(found as never);
            else waiting.push({ matches, done });
          }),
      }),
    );
  });
}

const FUTURES = "fstream.binance.com";

describe("streams", () => {
  test("a door tells only what lives behind it, but acknowledges everything", async () => {
    const stream = await openStream(FUTURES, "/public/ws/0");
    stream.socket.send(
      JSON.stringify({ method: "SUBSCRIBE", params: ["ethusdt@bookTicker", "ethusdt@markPrice@1s"], id: 7 }),
    );
    expect(await stream.next((frame: { id?: number }) => frame.id === 7)).toEqual({ result: null, id: 7 });
    const ticker: { s: string; b: string } = await stream.next((frame: { e?: string }) => frame.e === "bookTicker");
    expect(ticker.s).toBe("ETHUSDT");
    stream.socket.send(JSON.stringify({ method: "LIST_SUBSCRIPTIONS", id: 8 }));
    const list: { result: string[] } = await stream.next((frame: { id?: number }) => frame.id === 8);
    expect(list.result.toSorted()).toEqual(["ethusdt@bookTicker", "ethusdt@markPrice@1s"]);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(stream.frames.some((frame) => (frame as { e?: string }).e === "markPriceUpdate")).toBe(false);
    stream.socket.close();
  });

  test.each([
    ["no JSON", "{", 3],
    ["a list", "[]", 2],
    ["an unknown method", '{"method":"DANCE","id":1}', 2],
    ["names that are no texts", '{"method":"SUBSCRIBE","params":[1],"id":1}', 2],
  ])("%s gets an error and the stream stays open", async (_, text, code) => {
    const stream = await openStream(FUTURES, "/market/ws");
    stream.socket.send(text);
    const answer: { error: { code: number } } = await stream.next(
      (frame: { error?: unknown }) => frame.error !== undefined,
    );
    expect(answer.error.code).toBe(code);
    expect(stream.socket.readyState).toBe(WebSocket.OPEN);
    stream.socket.close();
  });

  test("combined streams are wrapped with their names; spot quotes have no times", async () => {
    const stream = await openStream("stream.binance.com", "/stream?streams=btcusdt@bookTicker/btcusdt@depth5");
    const frame: { data: object } = await stream.next(
      (each: { stream?: string }) => each.stream === "btcusdt@bookTicker",
    );
    expect(Object.keys(frame.data)).toEqual(["u", "s", "b", "B", "a", "A"]);
    stream.socket.close();
  });

  test("quotes that do not change are not sent again", async () => {
    const stream = await openStream(FUTURES, "/public/ws/ethusdt@bookTicker");
    await stream.next((frame: { e?: string }) => frame.e === "bookTicker");
    const seen = stream.frames.length;
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(stream.frames.length).toBe(seen);
    stream.socket.close();
  });

  test("the owner of a listen key hears of fills and money; a wrong key is refused", async () => {
    await expect(openStream(FUTURES, "/private/ws?listenKey=nothing")).rejects.toThrow("401");
    const headers = { "X-MBX-APIKEY": client.key };
    const { listenKey } = (await client.send("POST", "/fapi/v1/listenKey", { headers })).body;
    expect((await client.send("POST", "/fapi/v1/listenKey", { headers })).body.listenKey).toBe(listenKey);
    expect((await client.send("PUT", "/fapi/v1/listenKey", { headers })).status).toBe(200);
    const stream = await openStream(FUTURES, `/private/ws?listenKey=${listenKey}`);
    const placed = await client.signed("POST", "/fapi/v1/order", { ...futuresOrder, newClientOrderId: "heard-1" });
    expect(placed.body.status).toBe("NEW");
    type Update = { e: string; o: { c: string; X: string; z: string; rp: string } };
    const filled: Update = await stream.next(
      (frame: Update) => frame.e === "ORDER_TRADE_UPDATE" && frame.o.c === "heard-1" && frame.o.X === "FILLED",
    );
    expect(filled.o.z).toBe("0.100");
    await stream.next(
      (frame: { e: string; a?: { m: string } }) => frame.e === "ACCOUNT_UPDATE" && frame.a?.m === "ORDER",
    );
    await client.control("POST", "advance", { ms: 3 * 3_600_000 });
    await stream.next(
      (frame: { e: string; a?: { m: string } }) => frame.e === "ACCOUNT_UPDATE" && frame.a?.m === "FUNDING_FEE",
    );
    await client.send("DELETE", "/fapi/v1/listenKey", { headers });
    expect((await client.send("PUT", "/fapi/v1/listenKey", { headers })).body.code).toBe(-1125);
    stream.socket.close();
  });

  test("cutting the streams ends every one of them", async () => {
    const stream = await openStream(FUTURES, "/public/ws/0");
    const ended = new Promise<number>((resolve) => stream.socket.on("close", resolve));
    expect((await client.control("POST", "cut-streams")).body.cut).toBeGreaterThanOrEqual(1);
    expect(await ended).toBe(1006);
  });
});

describe("starting", () => {
  test("a busy port says so", async () => {
    await expect(startExchange({ port: exchange.port, symbols: 2 })).rejects.toThrow("already in use");
  });
  test.each([
    { port: 70_000 },
    { seed: -1 },
    { symbols: 0 },
    { speed: Number.NaN },
    { speed: -1 },
    { world: "mars" as "demo" },
  ])("%o is refused in words", async (settings) => {
    await expect(startExchange({ port: 0, ...settings })).rejects.toThrow(/must be/);
  });
});
