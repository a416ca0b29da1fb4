import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { type Destination, type Posted, type PostOptions, postOutside, readDestination } from "./post.ts";

const SECRET = "canary-in-the-path";
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

function to(url: string, own: boolean): Destination {
  const destination = readDestination(url, own);
  if (typeof destination === "string") throw new Error(destination);
  return destination;
}

const post = (url: string, own: boolean, options: Partial<PostOptions> = {}): Promise<Posted> =>
  postOutside(to(url, own), { text: "hello" }, { msMax: 2_000, ...options });

describe("an address", () => {
  it.each([
    ["https://hooks.example/x", false, /^$/],
    ["http://hooks.example/x", true, /^$/],
    ["http://hooks.example/x", false, /must begin with https/],
    ["hooks.example", true, /must be an address/],
    ["ftp://hooks.example", true, /must be an address/],
    [`https://user:${SECRET}@hooks.example`, true, /must not carry/],
  ])("%s, into one's own network: %s", (text, own, sentence) => {
    const read = readDestination(text, own);
    expect(typeof read === "string" ? read : "").toMatch(sentence);
    expect(JSON.stringify(read)).not.toContain(SECRET);
  });
});

describe("what is posted", () => {
  it("arrives as JSON, and its answer's body goes nowhere", async () => {
    const heard: string[] = [];
    const port = await serve((request, response) => {
      request.setEncoding("utf8").on("data", (text: string) => heard.push(text));
      request.on("end", () => response.writeHead(202).end(SECRET));
    });
    expect(await post(`http://127.0.0.1:${port}/${SECRET}`, true)).toEqual({ kind: "answered", status: 202 });
    expect(heard.join("")).toBe('{"text":"hello"}');
  });

  it("is over when it is answered: nothing of its deadline is left to go off", async () => {
    const port = await serve((_, response) => response.end());
    const lookup = async () => [{ address: "127.0.0.1" }];
    for (const host of ["127.0.0.1", "named.example"])
      expect(await post(`http://${host}:${port}/`, true, { lookup, msMax: 300 })).toMatchObject({ status: 200 });
    await sleep(400);
  });

  it("follows no redirect", async () => {
    let asked = 0;
    const port = await serve((_, response) => {
      asked += 1;
      response.writeHead(302, { location: "/elsewhere" }).end();
    });
    expect(await post(`http://127.0.0.1:${port}/`, true)).toEqual({ kind: "answered", status: 302 });
    expect(asked).toBe(1);
  });

  it.each([
    ["this machine", "https://127.0.0.1:{port}/"],
    ["this machine by one number", "https://2130706433:{port}/"],
    ["this machine in octal", "https://0177.0.0.1:{port}/"],
    ["this machine inside an IPv6 address", "https://[::ffff:127.0.0.1]:{port}/"],
    ["this machine by name", "https://localhost:{port}/"],
    ["what a cloud tells its machines", "https://169.254.169.254/latest"],
  ])("never reaches %s unasked", async (_, url) => {
    let connected = 0;
    const port = await serve(() => {});
    servers[0]?.on("connection", () => (connected += 1));
    const posted = await post(url.replace("{port}", String(port)), false);
    expect(posted).toEqual({ kind: "failed", why: expect.stringMatching(/not public$/) as string });
    expect(connected).toBe(0);
  });

  it("never reaches what a cloud tells its machines, asked or not", async () => {
    expect(await post("http://169.254.169.254/latest", true)).toMatchObject({ kind: "failed" });
  });

  it("goes to the address that was looked at, whatever the name says the next time", async () => {
    const port = await serve((_, response) => response.end());
    let asked = 0;
    const lookup = async () => {
      asked += 1;
      return [{ address: asked === 1 ? "127.0.0.1" : "192.0.2.1" }];
    };
    expect(await post(`http://rebound.example:${port}/`, true, { lookup })).toMatchObject({ status: 200 });
    expect(asked).toBe(1);
  });

  it.each([
    ["one address of several is not public", [{ address: "1.1.1.1" }, { address: "10.0.0.1" }], /not public$/],
    ["there is none", [], /has no address$/],
  ])("goes nowhere when %s", async (_, found, why) => {
    const posted = await post("https://hooks.example/", false, { lookup: async () => found });
    expect(posted).toEqual({ kind: "failed", why: expect.stringMatching(why) as string });
  });

  it.each([
    ["answers nothing", async () => [{ address: "127.0.0.1" }]],
    ["cannot be looked up in time", () => new Promise<never>(() => {})],
  ])("is given up when its destination %s, in words that repeat no path", async (_, lookup) => {
    const port = await serve(() => {});
    const posted = await post(`http://slow.example:${port}/${SECRET}`, true, { lookup, msMax: 200 });
    expect(posted).toEqual({ kind: "failed", why: `slow.example:${port} did not answer within 200 ms` });
  });

  it("tells a dead destination in words that repeat no path", async () => {
    const port = await serve(() => {});
    await new Promise((resolve) => servers.pop()?.close(resolve));
    const posted = await post(`http://127.0.0.1:${port}/${SECRET}`, true);
    expect(posted).toEqual({ kind: "failed", why: `127.0.0.1:${port} cannot be reached (ECONNREFUSED)` });
  });
});
