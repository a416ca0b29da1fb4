import { mkdtemp, readFile, rm } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type RunningExchange, startExchange } from "../src/index.ts";

let directory: string;
let exchange: RunningExchange;
let ca: string;
const open = () =>
  startExchange({ port: 0, familyPortsFrom: 0, symbols: 2, speed: 0, tls: "self-signed", dataDirectory: directory });

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "evenkeel-tls-"));
  exchange = await open();
  ca = await readFile(exchange.certificateFile ?? "", "utf8");
});
afterAll(async () => {
  await exchange.close();
  await rm(directory, { recursive: true, force: true });
});

/** The body, asked for under a host's real name as a client with a turned socket would. */
const ask = (port: number, host: string, path: string, trusted: string | undefined): Promise<string> =>
  new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, path, servername: host, headers: { host }, agent: false } as const;
    const call = request({ ...options, ...(trusted === undefined ? {} : { ca: trusted }) }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on("end", () => resolve(text));
    });
    call.on("error", reject);
    call.end();
  });

test.each(["fapi.binance.com", "api.binance.com"])(
  "%s over TLS on the common port, believed by whoever has the certificate",
  async (host) => {
    const path = host.startsWith("f") ? "/fapi/v1/time" : "/api/v3/time";
    expect(await ask(exchange.port, host, path, ca)).toContain("serverTime");
    await expect(ask(exchange.port, host, path, undefined)).rejects.toThrow("self-signed certificate");
  },
);

test("a name that is none of the venues' is not in the certificate", async () => {
  await expect(ask(exchange.port, "evil.example", "/", ca)).rejects.toThrow("does not match");
});

test("the same port answers without TLS too, and a family's own port both ways", async () => {
  const own = exchange.familyPorts["binance-futures"] ?? 0;
  expect(await (await fetch(`http://127.0.0.1:${exchange.port}/fapi/v1/time`)).text()).toContain("serverTime");
  expect(await (await fetch(`http://127.0.0.1:${own}/fapi/v1/time`)).text()).toContain("serverTime");
  expect(await ask(own, "localhost", "/fapi/v1/time", ca)).toContain("serverTime");
});

test("streams over TLS", async () => {
  const socket = new WebSocket(`wss://127.0.0.1:${exchange.port}/public/ws/btcusdt@bookTicker`, { ca });
  const frame = await new Promise<string>((resolve, reject) => {
    socket.once("message", (data: Buffer) => resolve(data.toString()));
    socket.once("error", reject);
  });
  expect(JSON.parse(frame)).toMatchObject({ e: "bookTicker", s: "BTCUSDT" });
  socket.terminate();
});

test("a large body comes through whole", async () => {
  const text = await ask(exchange.port, "fapi.binance.com", "/fapi/v1/exchangeInfo", ca);
  expect((JSON.parse(text) as { symbols: unknown[] }).symbols).toHaveLength(2);
});

test("every family has a port; the certificate is the same after a restart", async () => {
  expect(Object.keys(exchange.familyPorts)).toEqual(exchange.doors.map(({ family }) => family));
  await exchange.close();
  exchange = await open();
  expect(await readFile(exchange.certificateFile ?? "", "utf8")).toBe(ca);
  expect(await ask(exchange.port, "fapi.binance.com", "/fapi/v1/time", ca)).toContain("serverTime");
});
