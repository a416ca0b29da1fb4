import { describe, expect, it } from "vitest";
import { type Answer, judgeAnswer } from "./answers.ts";
import { judgeChromium } from "./chromium.ts";
import { judgeOffset, judgePace } from "./clock.ts";
import { type DatabaseFacts, judgeAudit, judgeDatabase } from "./database.ts";
import type { Finding, Level } from "./finding.ts";
import { type FolderFacts, judgeDisk, judgeFolder } from "./folder.ts";
import { judgeKeys, type KeyFacts } from "./permissions.ts";
import { judgePorts } from "./ports.ts";
import { judgeSecrets } from "./secrets.ts";
import { judgeVenue, type VenueAnswer } from "./venue.ts";
import { judgeVersions, type VersionFacts } from "./versions.ts";

const NOW_MS = 1_800_000_000_000;
const DAY_MS = 86_400_000;
const GIBIBYTE = 2 ** 30;
const brief = (findings: readonly Finding[]) => findings.map(({ id, level }) => `${id} ${level}`);

/** Whatever is not well says what to do; whatever is well asks for nothing. */
const told = (level: Level, text: RegExp) => ({
  id: expect.any(String) as string,
  level,
  text: expect.stringMatching(text) as string,
  remedy: level === "ok" ? null : (expect.any(String) as string),
});

const versions: VersionFacts = {
  node: "24.21.0",
  nodePinned: "24.21.0",
  pnpmPinned: "12.21.0",
  installedBy: "pnpm@12.21.0",
  asLocked: true,
};
describe("versions", () => {
  it.each<[change: Partial<VersionFacts>, found: string[]]>([
    [{}, ["node ok", "packages ok"]],
    [{ node: "24.22.0" }, ["node warn", "packages ok"]],
    [{ node: "22.1.0" }, ["node fail", "packages ok"]],
    [{ installedBy: "pnpm@11.0.0" }, ["node ok", "packages warn"]],
    [{ installedBy: null }, ["node ok", "packages fail"]],
    [{ asLocked: false }, ["node ok", "packages fail"]],
  ])("%j", (change, found) => expect(brief(judgeVersions({ ...versions, ...change }))).toEqual(found));
});

describe("ports", () => {
  const ports = (...answers: boolean[]) =>
    answers.map((each, index) => ({
      name: `part${index}`,
      option: `option${index}`,
      port: 4000 + index,
      answers: each,
      ours: false,
    }));
  it.each<[running: boolean, answers: boolean[], level: Level, text: RegExp]>([
    [true, [true, true], "ok", /4000 \(part0\), 4001 \(part1\) answer/],
    [true, [true, false], "fail", /Nothing listens on 4001/],
    [false, [false, false], "ok", /are free/],
    [false, [true, false], "warn", /4000 \(part0\) used by another program/],
  ])("running %s, answering %j: %s", (running, answers, level, text) => {
    const [finding] = judgePorts(ports(...answers), running);
    expect(finding).toEqual(told(level, text));
  });

  it("held by what a killed launcher left are no other program's", () => {
    const [first, ...rest] = ports(true, false);
    const [finding] = judgePorts([...(first === undefined ? [] : [{ ...first, ours: true }]), ...rest], false);
    expect(finding).toEqual(told("ok", /4000 \(part0\) runs on without its launcher/));
  });
});

const folder: FolderFacts = {
  path: "/data",
  ownerUid: 7,
  mode: 0o700,
  writable: true,
  device: 1,
  freeBytes: 10 * GIBIBYTE,
  freeInodesPercent: 90,
};
describe("the data folder", () => {
  it.each<[change: Partial<FolderFacts> | null, level: Level, text: RegExp]>([
    [{}, "ok", /alone/],
    [{ mode: 0o711 }, "ok", /alone/],
    [{ mode: 0o750 }, "warn", /Others on this machine may look/],
    [{ ownerUid: 0 }, "fail", /belongs to the user 0/],
    [{ writable: false }, "fail", /cannot be written/],
    [null, "ok", /first start makes it/],
  ])("%j: %s", (change, level, text) =>
    expect(judgeFolder(change === null ? null : { ...folder, ...change }, 7)).toEqual(told(level, text)),
  );

  it.each<[change: Partial<FolderFacts>, found: string[]]>([
    [{}, ["disk ok"]],
    [{ freeBytes: GIBIBYTE }, ["disk warn"]],
    [{ freeBytes: GIBIBYTE / 8 }, ["disk fail"]],
    [{ freeInodesPercent: 4 }, ["disk ok", "inodes warn"]],
    [{ freeInodesPercent: 0.5 }, ["disk ok", "inodes fail"]],
    [{ freeInodesPercent: null }, ["disk ok"]],
  ])("its disk with %j", (change, found) => expect(brief(judgeDisk([{ ...folder, ...change }]))).toEqual(found));

  it("tells each disk once", () => {
    expect(brief(judgeDisk([folder, folder, { ...folder, device: 2, freeBytes: 0 }]))).toEqual([
      "disk ok",
      "disk fail",
    ]);
  });
});

describe("secret files", () => {
  const file = (mode: number, ownerUid = 7) => ({ path: `/secrets/${mode.toString(8)}`, ownerUid, mode });
  it.each<[name: string, files: ReturnType<typeof file>[], level: Level, text: RegExp]>([
    ["none", [], "ok", /no secrets yet/],
    ["closed", [file(0o600), file(0o400)], "ok", /2 secret files/],
    ["one others may read", [file(0o600), file(0o640)], "fail", /may read \/secrets\/640\.$/],
    ["one of another user", [file(0o600, 0)], "fail", /another user/],
  ])("%s", (_name, files, level, text) => expect(judgeSecrets(files, 7)[0]).toEqual(told(level, text)));
});

describe("the clock", () => {
  it.each<[offsetMs: number, level: Level, text: RegExp]>([
    [12.4, "ok", /12 ms behind that of the venue/],
    [-12, "ok", /12 ms ahead of/],
    [-300, "warn", /300 ms ahead/],
    [1_000, "fail", /refuse orders/],
  ])("off by %d ms: %s", (offset, level, text) =>
    expect(judgeOffset("clock", offset, "The venue")).toEqual(told(level, text)),
  );

  it("that jumps against the steady one is told", () => {
    expect(judgePace({ wallMs: 250, steadyMs: 251 })).toEqual(told("ok", /alike/));
    expect(judgePace({ wallMs: -3_600_000, steadyMs: 250 })).toEqual(told("warn", /moved 3600250 ms/));
  });
});

const database: DatabaseFacts = {
  version: "18.4",
  pending: [],
  unknown: 0,
  timescale: null,
  timescaleObstacle: "the extension is not installed on the server",
  timescaleRequired: false,
};
describe("the database", () => {
  it.each<[change: Partial<DatabaseFacts>, found: string[]]>([
    [{}, ["database ok", "migrations ok", "timescale ok"]],
    [{ pending: ["0004_more"] }, ["database ok", "migrations warn", "timescale ok"]],
    [{ unknown: 1 }, ["database ok", "migrations fail", "timescale ok"]],
    [{ timescale: "2.22.0", timescaleObstacle: null }, ["database ok", "migrations ok", "timescale ok"]],
    [{ timescaleRequired: true }, ["database ok", "migrations ok", "timescale fail"]],
  ])("%j", (change, found) => expect(brief(judgeDatabase({ ...database, ...change }))).toEqual(found));

  it("says why market data is in plain tables", () => {
    const [, , timescale] = judgeDatabase({ ...database, timescaleObstacle: "it is too old" });
    expect(timescale).toEqual(told("ok", /^Plain tables .*: it is too old\.$/));
  });

  it("says where the audit trail breaks", () => {
    expect(judgeAudit({ rows: 9 })).toEqual(told("ok", /9 rows/));
    expect(judgeAudit({ position: 4, problem: "edited" })).toEqual(told("fail", /row 4: edited/));
  });
});

describe("a venue", () => {
  const answered = (status: number): VenueAnswer => ({ kind: "answered", status, tookMs: 41.6, offsetMs: null });
  it.each<[answer: VenueAnswer, text: RegExp]>([
    [answered(451), /refuses this region \(451\)/],
    [answered(403), /refuses this address \(403\)/],
    [answered(429), /asking too often/],
    [answered(418), /asking too often/],
    [answered(502), /answers 502/],
    [{ kind: "silent", reason: "ENOTFOUND" }, /cannot be reached from here \(ENOTFOUND\)/],
  ])("%j fails where it is traded on and warns elsewhere", (answer, text) => {
    const venue = { id: "venue/x", name: "X", url: "" };
    expect(judgeVenue({ ...venue, simulated: true }, answer)).toEqual(told("fail", text));
    expect(judgeVenue({ ...venue, simulated: false }, answer)).toEqual(told("warn", text));
  });

  it("that answers serves this region", () => {
    const venue = { id: "venue/x", name: "X", url: "", simulated: false };
    expect(judgeVenue(venue, answered(200))).toEqual(told("ok", /^X answers in 42 ms and serves this region\.$/));
  });
});

describe("a venue's key", () => {
  const key: KeyFacts = {
    id: "vk_1",
    venue: "x",
    label: "main",
    state: "in-use",
    permissions: "trade",
    ipRestricted: true,
    expiresAtMs: null,
  };
  it.each<[change: Partial<KeyFacts>, level: Level, text: RegExp]>([
    [{}, "ok", /^The x key "main" may trade and cannot move funds out\.$/],
    [{ permissions: "may-move-funds-out" }, "fail", /may move funds out/],
    [{ permissions: "read-only" }, "fail", /may not trade/],
    [{ permissions: "unknown" }, "warn", /has not said yet what the x key/],
    [{ ipRestricted: false }, "warn", /works from any address/],
    [{ ipRestricted: null }, "ok", /may trade/],
    [{ expiresAtMs: NOW_MS + 3.5 * DAY_MS }, "warn", /stops trading in 3 days/],
    [{ expiresAtMs: NOW_MS - DAY_MS }, "warn", /stops trading in 0 days/],
    [{ expiresAtMs: NOW_MS + 90 * DAY_MS }, "ok", /may trade/],
  ])("%j: %s", (change, level, text) =>
    expect(judgeKeys([{ ...key, ...change }], false, NOW_MS)).toEqual([told(level, text)]),
  );

  it("of a simulated exchange has no address to be restricted to", () => {
    expect(judgeKeys([{ ...key, ipRestricted: false }], true, NOW_MS)).toEqual([told("ok", /may trade/)]);
  });

  it("that is retired is nobody's matter, and none in use is told", () => {
    const retired: KeyFacts = { ...key, state: "retired", permissions: "may-move-funds-out" };
    expect(judgeKeys([key, retired], false, NOW_MS)).toHaveLength(1);
    expect(judgeKeys([retired], false, NOW_MS)).toEqual([told("warn", /no key of a venue/)]);
    expect(brief(judgeKeys([{ ...key, state: "next-start" }], false, NOW_MS))).toEqual(["keys warn", "key/vk_1 ok"]);
  });
});

describe("a process", () => {
  it.each<[answer: Answer, level: Level, text: RegExp]>([
    [{ kind: "answered", version: "1.0.0", note: null }, "ok", /^The engine answers, version 1\.0\.0\.$/],
    [{ kind: "answered", version: "1.0.0", note: "Node 24" }, "ok", /version 1\.0\.0, Node 24/],
    [{ kind: "answered", version: "0.9.0", note: null }, "warn", /runs 0\.9\.0, and what is here is 1\.0\.0/],
    [{ kind: "silent", reason: "ECONNREFUSED" }, "fail", /does not answer \(ECONNREFUSED\)/],
  ])("%j: %s", (answer, level, text) =>
    expect(judgeAnswer("engine", "engine.log", answer, "1.0.0")).toEqual(told(level, text)),
  );
});

it("a missing Chromium is no fault", () => {
  expect(judgeChromium(null)).toEqual(told("ok", /gets one by itself/));
  expect(judgeChromium("/usr/bin/chromium")).toEqual(told("ok", /\/usr\/bin\/chromium/));
});
