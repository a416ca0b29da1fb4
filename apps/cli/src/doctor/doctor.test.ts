import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { foldersOf } from "../up/installation.ts";
import { askEngine, askVenue } from "./ask.ts";
import { examine } from "./doctor.ts";
import { well, worst } from "./finding.ts";
import { lookAtFolder, lookAtPace, lookAtSecrets, lookAtVersions, standingPart } from "./look.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "evenkeel-doctor-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the examination", () => {
  it("tells each finding as it comes, and one that cannot be looked at is a failure, not the end", async () => {
    const told: string[] = [];
    const findings = await examine(
      [
        { name: "one", run: async () => [well("one", "Fine.")] },
        { name: "the two", run: () => Promise.reject(new Error("EACCES: permission denied")) },
        { name: "three", run: async () => [well("three", "Fine too.")] },
      ],
      ({ id }) => told.push(id),
      { write: () => expect.unreachable("nothing is drawn where nobody looks") },
    );
    expect(told).toEqual(["one", "the-two", "three"]);
    expect(findings[1]).toMatchObject({ level: "fail", text: expect.stringContaining("EACCES") });
    expect(worst(findings)).toBe("fail");
  });

  it("shows on a terminal what it is at, and takes it away again", async () => {
    let drawn = "";
    const screen = { isTTY: true, write: (text: string) => (drawn += text) };
    await examine([{ name: "the disk", run: async () => [] }], () => undefined, screen);
    expect(drawn.endsWith("looking at the disk …\r\u001B[K")).toBe(true);
  });
});

describe("what is seen on this machine", () => {
  it("versions of this very checkout", () => {
    expect(lookAtVersions()).toMatchObject({
      node: process.versions.node,
      nodePinned: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      pnpmPinned: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    });
  });

  it("a folder and its disk", () => {
    chmodSync(folder, 0o750);
    expect(lookAtFolder(folder)).toMatchObject({ mode: 0o750, writable: true, ownerUid: process.getuid?.() });
    expect(lookAtFolder(folder)?.freeBytes).toBeGreaterThan(0);
    expect(lookAtFolder(join(folder, "nothing"))).toBeNull();
    expect(standingPart(join(folder, "not", "yet"))).toBe(folder);
  });

  it("every secret, with who may read it", () => {
    const folders = foldersOf(folder);
    expect(lookAtSecrets(folders)).toEqual([]);
    for (const place of [folders.secrets, folders.database]) mkdirSync(place);
    writeFileSync(join(folders.secrets, "engine"), "x", { mode: 0o600 });
    writeFileSync(join(folders.database, "password"), "x");
    chmodSync(join(folders.database, "password"), 0o644);
    expect(lookAtSecrets(folders).map(({ mode }) => mode)).toEqual([0o600, 0o644]);
  });

  it("two clocks that go alike", async () => {
    const { wallMs, steadyMs } = await lookAtPace();
    expect(Math.abs(wallMs - steadyMs)).toBeLessThan(50);
  });
});

describe("what is asked", () => {
  let server: Server;
  let reply: { status: number; body: string };
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  beforeEach(async () => {
    server = createServer((_request, response) => {
      response.writeHead(reply.status, { "content-type": "application/json" });
      response.end(reply.body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it("a venue's clock and its refusals", async () => {
    reply = { status: 200, body: JSON.stringify({ serverTime: Date.now() + 5_000 }) };
    const answer = await askVenue(url());
    expect(answer).toMatchObject({ kind: "answered", status: 200 });
    expect(answer.kind === "answered" && Math.abs((answer.offsetMs ?? 0) - 5_000)).toBeLessThan(500);
    reply = { status: 451, body: JSON.stringify({ code: 0, msg: "restricted location" }) };
    expect(await askVenue(url())).toMatchObject({ status: 451, offsetMs: null });
  });

  it("an engine's version, and another's silence", async () => {
    reply = { status: 200, body: JSON.stringify({ version: "1.2.3", node: "v24.0.0" }) };
    const { port } = server.address() as AddressInfo;
    expect(await askEngine(port)).toEqual({ kind: "answered", version: "1.2.3", note: "Node v24.0.0" });
    reply = { status: 503, body: "{}" };
    expect(await askEngine(port)).toEqual({ kind: "silent", reason: "status 503" });
    expect(await askEngine(1)).toMatchObject({
      kind: "silent",
      reason: expect.stringMatching(/ECONNREFUSED|bad port/),
    });
  });
});
