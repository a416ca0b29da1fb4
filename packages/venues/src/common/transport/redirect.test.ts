import dns from "node:dns";
import http from "node:http";
import net from "node:net";
import tls from "node:tls";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type CcxtExchange, loadCcxtClass } from "./ccxt.ts";
import { directSockets } from "./redirect.ts";

let server: http.Server;
let port: number;
let hosts: string[];
let exchange: CcxtExchange & { fetch: (url: string) => Promise<unknown>; urls: { api: Record<string, string> } };
const connected: unknown[] = [];

const realConnect = net.Socket.prototype.connect;

function watchSockets(): void {
  connected.length = 0;
  vi.spyOn(net.Socket.prototype, "connect").mockImplementation(function (this: net.Socket, ...given: unknown[]) {
    const [first] = (Array.isArray(given[0]) ? given[0] : given) as [{ host?: string; port?: number }];
    connected.push(`${first.host}:${first.port}`);
    return Reflect.apply(realConnect, this, given) as net.Socket;
  });
}

beforeEach(async () => {
  hosts = [];
  server = http.createServer((request, response) => {
    hosts.push(request.headers.host ?? "");
    response.setHeader("Content-Type", "application/json");
    response.end("{}");
  });
  server.on("upgrade", (request, socket) => {
    hosts.push(`ws ${request.headers.host}`);
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as net.AddressInfo).port;
  const Binance = await loadCcxtClass("binance");
  exchange = new Binance({ enableRateLimit: false, apiKey: "k", secret: "s", timeout: 2_000 }) as typeof exchange;
  await directSockets(exchange, port, 2_000);
  watchSockets();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await exchange.fetchDispatcher?.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const dial = (url: string): Promise<void> =>
  new Promise((resolve) => {
    const client = exchange.client(url);
    client.onErrorCallback = () => resolve();
    client.onCloseCallback = () => resolve();
    void client.connect();
  });

test("whatever the address, every socket goes to the loopback port", async () => {
  const lookup = vi.spyOn(dns, "lookup");
  const secure = vi.spyOn(tls, "connect");
  await exchange.request("time", "public", "GET", {});
  await exchange.request("time", "fapiPublic", "GET", {});
  await exchange.request("account/apiRestrictions", "sapi", "GET", {});
  await exchange.fetch("https://elsewhere.example/path");
  await exchange.fetch("http://198.51.100.7:8080/path");
  await exchange.fetch("https://[2001:db8::1]/path");
  exchange.urls.api["public"] = "https://edited.example/api";
  await exchange.request("time", "public", "GET", {});
  await dial("wss://fstream.binance.com/market/ws/1");
  await dial("wss://elsewhere.example/ws");
  expect(hosts).toEqual([
    "api.binance.com",
    "fapi.binance.com",
    "api.binance.com",
    "elsewhere.example",
    "198.51.100.7:8080",
    "[2001:db8::1]",
    "edited.example",
    "ws fstream.binance.com",
    "ws elsewhere.example",
  ]);
  expect(new Set(connected)).toEqual(new Set([`127.0.0.1:${port}`]));
  expect(lookup).not.toHaveBeenCalled();
  expect(secure).not.toHaveBeenCalled();
});

test("a stream without TLS has no way out at all", () => {
  expect(() => exchange.client("ws://elsewhere.example/ws")).toThrow("ws://");
  expect(connected).toEqual([]);
});

test("a dead port fails; nothing falls back to the network", async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await expect(exchange.request("time", "public", "GET", {})).rejects.toThrow("fetch failed");
  await dial("wss://fstream.binance.com/market/ws/2");
  expect(new Set(connected)).toEqual(new Set([`127.0.0.1:${port}`]));
  server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
