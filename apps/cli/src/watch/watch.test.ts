import { spawn } from "node:child_process";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { openReceiver } from "@evenkeel/telemetry/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { watch } from "./watch.ts";

const servers: Server[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const saying =
  (status: number, body: unknown): RequestListener =>
  (_, response) =>
    response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));

const READY = { status: "ready", killLevel: "run", halted: null, notFlat: false, sequence: 7 };

describe("one look", () => {
  const once = async (url: string): Promise<[number, string]> => {
    const said: string[] = [];
    vi.spyOn(process.stdout, "write").mockImplementation((line) => said.push(String(line)) > 0);
    return [await watch(["--engine", url, "--once"]), said.join("")];
  };

  it.each<[string, RequestListener, number, RegExp]>([
    ["a ready one is well", saying(200, READY), 0, /lives: ready, run/],
    ["a starting one too", saying(503, { ...READY, status: "reconciling" }), 0, /lives: reconciling/],
    ["a standby too", saying(503, { status: "standby", machine: "other" }), 0, /stands by/],
    ["a halted one", saying(503, { ...READY, halted: "books differ" }), 3, /ALARM.*HALTED/],
    ["one not flat", saying(503, { ...READY, killLevel: "flatten", notFlat: true }), 4, /ALARM.*NOT FLAT: flatten/],
    ["a page of something else", saying(200, "<html>"), 1, /ALARM.*something else answers there \(200\)/],
    ["a redirect", (_, response) => response.writeHead(302, { location: "/" }).end(), 1, /ALARM.*silent/],
    ["ten megabytes", saying(200, `${" ".repeat(10 << 20)}{}`), 1, /ALARM.*something else/],
  ])("%s", async (_, listener, code, words) => {
    expect(await once(await serve(listener))).toEqual([code, expect.stringMatching(words)]);
  });

  it("a dead one", async () => {
    const url = await serve(saying(200, READY));
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect(await once(url)).toEqual([1, expect.stringMatching(/ALARM.*silent.*ECONNREFUSED/)]);
  });
});

it.each([
  ["no engine", [], /--engine must be/],
  ["no address", ["--engine", "host:4100"], /--engine must be/],
  ["seconds that are none", ["--engine", "http://127.0.0.1:1", "--every", "0"], /--every must be whole seconds/],
  [
    "a webhook in the clear",
    ["--engine", "http://127.0.0.1:1", "--webhook", "http://x.example"],
    /--webhook must begin/,
  ],
])("one sentence for %s", async (_, given, sentence) => {
  await expect(watch(given)).rejects.toThrow(sentence);
});

it("tells a webhook of the silence, goes on looking, and tells it when that is over", async () => {
  const hook = await openReceiver();
  let listener: RequestListener = saying(200, READY);
  const url = await serve((request, response) => listener(request, response));
  const main = join(import.meta.dirname, "../main.ts");
  const looks = ["--engine", url, "--every", "1", "--silent", "2"];
  const tells = ["--webhook", `${hook.url}/alarm`, "--own-network"];
  const child = spawn(process.execPath, [main, "watch", ...looks, ...tells]);
  const said: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => said.push(text));
  const texts = () => hook.received.map(({ body }) => (JSON.parse(body) as { readonly text: string }).text);
  try {
    await expect.poll(() => said.join(""), { timeout: 15_000 }).toMatch(/lives: ready/);
    listener = (request) => request.socket.destroy();
    await expect.poll(texts, { timeout: 15_000 }).toEqual([expect.stringMatching(/has been silent for \d+ s/)]);
    listener = saying(200, READY);
    await expect.poll(() => texts().at(-1), { timeout: 15_000 }).toMatch(/lives: ready, run/);
    expect(texts()).toHaveLength(2);
  } finally {
    child.kill();
    await hook.close();
  }
}, 60_000);
