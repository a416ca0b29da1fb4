import type { VenueKeyDesk, VenueKeyOutcome } from "@evenkeel/api/engine";
import { createKeyring, KEK_BYTES, Kek, type KekStore } from "@evenkeel/config/seal";
import type { AuditEntry } from "@evenkeel/core/events";
import { err, ok } from "@evenkeel/core/units";
import type { NewVenueKey, Standing, VenueKey, VenueKeys } from "@evenkeel/store/venue-keys";
import { beforeEach, describe, expect, it } from "vitest";
import { type Credentials, openCredentials } from "./credentials.ts";
import { createVenueKeyDesk } from "./desk.ts";

const NOW = 1_800_000_000_000;
const ADA = { kind: "user", id: "usr_ada", role: "admin" } as const;
const CANARY = "CANARYSECRETcanarysecret0123456789";
const FIT: Standing = {
  accountId: "7",
  mayTrade: true,
  mayMoveFundsOut: false,
  mayMoveBetweenWallets: false,
  ipRestricted: true,
  createdAtMs: NOW,
  expiresAtMs: null,
  earnAssets: [],
};

/** The rules of the table, without the table; packages/store/test asks the same of PostgreSQL. */
const FIT_THERE: Standing = { ...FIT, accountId: "21" };

function memoryKeys(): VenueKeys & { readonly rows: Map<string, VenueKey> } {
  const rows = new Map<string, VenueKey>();
  const change = (id: string, of: Partial<VenueKey>): void => {
    const row = rows.get(id);
    if (row !== undefined) rows.set(id, { ...row, ...of });
  };
  const active = (at: string) =>
    [...rows.values()].find(({ state, venue }) => state === "active" && venue === at) ?? null;
  return {
    rows,
    list: async () => [...rows.values()].toReversed(),
    find: async (id) => rows.get(id) ?? null,
    findActive: async (venue) => active(venue),
    async addPending(key: NewVenueKey) {
      if (rows.has(key.id)) return "known";
      rows.set(key.id, { ...key, state: "pending", retiredAtMs: null });
      return "stored";
    },
    async activate(id, atMs) {
      const present = active(rows.get(id)?.venue ?? "");
      if (present !== null && present.id !== rows.get(id)?.replaces) return "occupied";
      if (present !== null) change(present.id, { state: "retired", retiredAtMs: atMs });
      change(id, { state: "active" });
      return "active";
    },
    async retire(id, atMs) {
      change(id, { state: "retired", retiredAtMs: atMs });
      return true;
    },
    discardPending: async (id) => void rows.delete(id),
    listPending: async () => [],
    isAudited: async () => true,
    saveProbe: async (id, standing, probedAtMs) => change(id, { standing, probedAtMs }),
    async rewrapAll(rewrap) {
      const sealed = [...rows.values()].map((row) => [row.id, rewrap({ ...row, sealed: row.sealed ?? "" })] as const);
      for (const [id, text] of sealed) change(id, { sealed: text });
      return sealed.length;
    },
    forgetRetired: async () => undefined,
  };
}

const kek = new Kek("file", Buffer.alloc(KEK_BYTES, 1));
const nextKek = new Kek("passphrase", Buffer.alloc(KEK_BYTES, 2));

function memoryKek(): KekStore {
  let held = { ring: createKeyring([kek]), primary: kek };
  return {
    keyring: () => held.ring,
    primary: () => held.primary,
    async rotate(_, rewrap) {
      held = { ...held, ring: createKeyring([kek, nextKek]) };
      const count = await rewrap(nextKek);
      held = { ring: createKeyring([nextKek]), primary: nextKek };
      return ok(count);
    },
  };
}

let keys: ReturnType<typeof memoryKeys>;
let kekStore: KekStore;
let audits: AuditEntry[];
let hidden: Credentials[];
let standing: Standing | string;
let pairs: number;
let runningId: string;
let desk: VenueKeyDesk;

beforeEach(() => {
  keys = memoryKeys();
  kekStore = memoryKek();
  audits = [];
  hidden = [];
  standing = FIT;
  pairs = 0;
  runningId = "key-first";
  const answer = async () => (typeof standing === "string" ? err(standing) : ok(standing));
  desk = createVenueKeyDesk({
    keys,
    kekStore,
    venues: new Map([
      [
        "binance",
        {
          get runningId() {
            return runningId;
          },
          probe: answer,
          probeRunning: answer,
          openPairs: () => pairs,
        },
      ],
      ["bybit", { runningId: "none yet", probe: async () => ok(FIT_THERE), probeRunning: answer, openPairs: () => 0 }],
    ]),
    environment: "simulation",
    note: async (audit) => void audits.push(audit),
    nameOf: async () => "Ada",
    hide: (credentials) => hidden.push(credentials),
    nowMs: () => NOW,
  });
});

const given = (id: string, change: object = {}) => ({
  id,
  venue: "binance",
  label: `label of ${id}`,
  apiKey: `APIKEYAPIKEYAPIKEY-${id.slice(-4)}`,
  secret: `${CANARY}-${id}`,
  ...change,
});
const codeOf = (outcome: VenueKeyOutcome): string => (outcome.kind === "done" ? outcome.key.state : outcome.code);
const stateOf = (id: string): string | undefined => keys.rows.get(id)?.state;

describe("a key that is added", () => {
  it("is asked for at the venue, sealed, audited by name, and not shown again", async () => {
    const outcome = await desk.add(given("key-first"), ADA);
    expect(outcome).toMatchObject({
      kind: "done",
      key: { hint: "irst", permissions: "trade", accountId: "7", addedBy: { name: "Ada" } },
    });
    const row = keys.rows.get("key-first");
    if (row === undefined) throw new Error("no row");
    expect(row).toMatchObject({ state: "active", author: { kind: "user", id: "usr_ada" } });
    const opened = openCredentials(row, kekStore.keyring());
    expect(opened).toEqual(ok({ apiKey: given("key-first").apiKey, secret: given("key-first").secret }));
    expect(audits).toMatchObject([
      { action: "venue-key-added", author: ADA, detail: { hint: "irst", venue: "binance" } },
    ]);
    expect(hidden).toHaveLength(1);
    const shown = JSON.stringify([outcome, await desk.list(), audits, row]);
    for (const secret of [CANARY, "APIKEYAPIKEY"]) expect(shown).not.toContain(secret);
  });

  it("under the same id again answers the same and does nothing; under another name it is refused", async () => {
    await desk.add(given("key-first"), ADA);
    expect(await desk.add(given("key-first"), ADA)).toMatchObject({ kind: "done", key: { id: "key-first" } });
    expect(audits).toHaveLength(1);
    expect(codeOf(await desk.add(given("key-first", { apiKey: "another-key-xxxx" }), ADA))).toBe("id-reused");
  });

  it.each<[name: string, found: Standing | string, code: string]>([
    ["may withdraw", { ...FIT, mayMoveFundsOut: true }, "may-move-funds-out"],
    ["may not trade", { ...FIT, mayTrade: false }, "may-not-trade"],
    ["has ended", { ...FIT, expiresAtMs: NOW - 1 }, "expired"],
    ["the venue does not know", "binance answered -2015: Invalid API-key", "probe-failed"],
  ])("is refused, and written down as refused, when it %s", async (_, found, code) => {
    standing = found;
    expect(codeOf(await desk.add(given("key-first"), ADA))).toBe(code);
    expect(keys.rows.size).toBe(0);
    expect(audits).toMatchObject([{ action: "venue-key-refused", detail: { code } }]);
    expect(JSON.stringify(audits)).not.toContain(CANARY);
  });

  it.each<[found: Partial<Standing>, notice: string]>([
    [{ ipRestricted: false }, "no-ip-restriction"],
    [{ expiresAtMs: NOW + 6 * 86_400_000 }, "expires-soon"],
    [{ earnAssets: ["USDT"] }, "earn-auto-subscribe"],
    [{ mayMoveBetweenWallets: true }, "universal-transfer"],
  ])("%j is taken with a word of advice", async (found, notice) => {
    standing = { ...FIT, ...found };
    expect(await desk.add(given("key-first"), ADA)).toMatchObject({ key: { notices: [{ code: notice }] } });
  });

  it("does not push out another one", async () => {
    await desk.add(given("key-first"), ADA);
    expect(codeOf(await desk.add(given("key-other"), ADA))).toBe("occupied");
    expect(codeOf(await desk.add(given("key-third", { venue: "elsewhere" }), ADA))).toBe("venue");
  });
});

it("another venue's key stands beside it: of an account of its own, probed there, and free to go when nothing is open there", async () => {
  await desk.add(given("key-first"), ADA);
  pairs = 2;
  const there = await desk.add(given("key-there", { venue: "bybit" }), ADA);
  expect(there).toMatchObject({ kind: "done", key: { venue: "bybit", accountId: "21", state: "next-start" } });
  expect(await desk.list()).toMatchObject({ venues: ["binance", "bybit"] });
  expect(codeOf(await desk.replace("key-first", given("key-moved", { venue: "bybit" }), ADA))).toBe("not-active");
  expect(codeOf(await desk.retire("key-first", ADA))).toBe("pairs-open");
  expect(codeOf(await desk.retire("key-there", ADA))).toBe("retired");
});

describe("a key that takes another's place", () => {
  beforeEach(async () => {
    await desk.add(given("key-first"), ADA);
    audits.length = 0;
  });

  it("waits for the next start; the running engine keeps the old one until then", async () => {
    const outcome = await desk.replace("key-first", given("key-second"), ADA);
    expect(outcome).toMatchObject({ kind: "done", key: { state: "next-start" } });
    const states = Object.fromEntries((await desk.list()).keys.map(({ id, state }) => [id, state]));
    expect(states).toEqual({ "key-first": "leaving", "key-second": "next-start" });
    expect(audits).toMatchObject([{ action: "venue-key-replaced", detail: { replaces: "key-first" } }]);
    runningId = "key-second";
  });

  it("has to be of the same account", async () => {
    standing = { ...FIT, accountId: "8" };
    expect(codeOf(await desk.replace("key-first", given("key-second"), ADA))).toBe("another-account");
    expect(stateOf("key-first")).toBe("active");
  });

  it("has to take the place of one that is there", async () => {
    expect(codeOf(await desk.replace("nobody", given("key-second"), ADA))).toBe("not-found");
    await desk.replace("key-first", given("key-second"), ADA);
    expect(codeOf(await desk.replace("key-first", given("key-third"), ADA))).toBe("not-active");
  });

  it("after a retirement too: the books are about one account", async () => {
    await desk.retire("key-first", ADA);
    standing = { ...FIT, accountId: "8" };
    expect(codeOf(await desk.add(given("key-second"), ADA))).toBe("another-account");
  });

  it("never comes twice, however many ask at once", async () => {
    const all = await Promise.all(
      ["a", "b", "c"].map((name) => desk.replace("key-first", given(`key-again-${name}`), ADA)),
    );
    expect(all.map(codeOf)).toEqual(["next-start", "not-active", "not-active"]);
    const many = await Promise.all(Array.from({ length: 12 }, () => desk.probe("key-first", ADA)));
    expect(many.map(codeOf).filter((code) => code === "busy").length).toBeGreaterThan(0);
  });
});

describe("a key that is retired", () => {
  it("is not taken from under open pairs, be it the running one or the next", async () => {
    await desk.add(given("key-first"), ADA);
    pairs = 2;
    runningId = "another";
    expect(codeOf(await desk.retire("key-first", ADA))).toBe("pairs-open");
    runningId = "key-first";
    expect(await desk.retire("key-first", ADA)).toMatchObject({
      code: "pairs-open",
      text: expect.stringMatching(/2 pairs are open.*flatten/) as string,
    });
    pairs = 0;
    expect(await desk.retire("key-first", ADA)).toMatchObject({ kind: "done", key: { state: "leaving" } });
    expect(await desk.retire("key-first", ADA)).toMatchObject({ kind: "done" });
    expect(audits.filter(({ action }) => action === "venue-key-retired")).toHaveLength(1);
    expect(codeOf(await desk.retire("nobody", ADA))).toBe("not-found");
  });
});

it("a probe keeps what it found and says the worst of it", async () => {
  await desk.add(given("key-first"), ADA);
  standing = { ...FIT, mayMoveFundsOut: true, ipRestricted: false };
  const outcome = await desk.probe("key-first", ADA);
  expect(outcome).toMatchObject({
    kind: "done",
    key: { permissions: "may-move-funds-out" },
    text: expect.stringMatching(/move money out/) as string,
  });
  expect(keys.rows.get("key-first")).toMatchObject({ standing: { mayMoveFundsOut: true }, probedAtMs: NOW });
});

describe("a new key-encryption key", () => {
  it("opens everything the old one did, and is audited by its fingerprint", async () => {
    await desk.add(given("key-first"), ADA);
    const target = { kind: "passphrase", passphrase: `${CANARY}-passphrase` } as const;
    expect(await desk.rotateKek(target, ADA)).toMatchObject({ kind: "done", count: 1 });
    const row = keys.rows.get("key-first");
    expect(row?.sealed).toContain(nextKek.fingerprint);
    expect(row !== undefined && openCredentials(row, createKeyring([kek])).ok).toBe(false);
    expect(row !== undefined && openCredentials(row, kekStore.keyring()).ok).toBe(true);
    expect(audits.at(-1)).toMatchObject({ action: "kek-rotated", detail: { from: kek.fingerprint, keys: 1 } });
    expect(JSON.stringify(audits)).not.toContain(CANARY);
  });
});
