import { openDatabase } from "@evenkeel/store/history";
import { createVenueKeys, type NewVenueKey, type VenueKeys } from "@evenkeel/store/venue-keys";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startDatabase, type TestDatabase } from "./support/database.ts";

const NOW = 1_800_000_000_000;
const AT = { venue: "binance", environment: "simulation" } as const;

let server: TestDatabase;
let keys: VenueKeys;
let close: () => Promise<void>;

beforeAll(async () => {
  server = await startDatabase();
  const opened = openDatabase(server.url, 4);
  keys = createVenueKeys(opened.client);
  close = opened.close;
});
afterAll(async () => {
  await close();
  await server.close();
});
beforeEach(async () => {
  await server.sql`delete from venue_keys`;
});

const key = (id: string, change: Partial<NewVenueKey> = {}): NewVenueKey => ({
  id,
  venue: "binance",
  environment: "simulation",
  label: "main",
  sealed: `sealed:v1$of-${id}`,
  hint: "wxyz",
  replaces: null,
  standing: null,
  author: { kind: "owner", id: "ada" },
  addedAtMs: NOW,
  probedAtMs: NOW,
  ...change,
});
const stateOf = async (id: string): Promise<string | undefined> => (await keys.find(id))?.state;

describe("a key", () => {
  test("is stored once by its id, pending, and comes back as it went", async () => {
    expect(await keys.addPending(key("a"))).toBe("stored");
    expect(await keys.addPending(key("a", { label: "another" }))).toBe("known");
    expect(await keys.find("a")).toEqual({ ...key("a"), state: "pending", retiredAtMs: null });
    expect(await keys.findActive("binance", "simulation")).toBeNull();
  });

  test("takes the place of the one it names, in one step", async () => {
    await keys.addPending(key("a"));
    expect(await keys.activate("a", NOW)).toBe("active");
    await keys.addPending(key("b", { replaces: "a" }));
    expect(await keys.activate("b", NOW + 1)).toBe("active");
    expect(await keys.activate("b", NOW + 2)).toBe("active");
    expect(await keys.find("a")).toMatchObject({ state: "retired", retiredAtMs: NOW + 1 });
    expect(await keys.findActive("binance", "simulation")).toMatchObject({ id: "b" });
  });

  test("takes nobody else's place, and both of two at once never", async () => {
    for (const id of ["a", "b", "c"]) await keys.addPending(key(id));
    await keys.activate("a", NOW);
    expect(await keys.activate("b", NOW)).toBe("occupied");
    expect([await stateOf("a"), await stateOf("b")]).toEqual(["active", "pending"]);
    await keys.addPending(key("d", { environment: "testnet" }));
    expect(await keys.activate("d", NOW)).toBe("active");
    await keys.retire("a", NOW);
    const both = await Promise.allSettled([keys.activate("b", NOW), keys.activate("c", NOW)]);
    expect(both.filter((each) => each.status === "fulfilled" && each.value === "active").length).toBe(1);
    expect(
      (await keys.list()).filter(({ state, environment }) => state === "active" && environment === "simulation").length,
    ).toBe(1);
  });

  test("that was retired stays so, and can be forgotten", async () => {
    await keys.addPending(key("a"));
    await keys.activate("a", NOW);
    expect(await keys.retire("a", NOW)).toBe(true);
    expect(await keys.retire("a", NOW + 9)).toBe(false);
    expect(await keys.activate("a", NOW)).toBe("not-found");
    await keys.forgetRetired({ ...AT, id: "a" });
    expect(await keys.find("a")).toMatchObject({ sealed: "sealed:v1$of-a" });
    await keys.forgetRetired({ ...AT, venue: "bybit", id: "b" });
    expect(await keys.find("a")).toMatchObject({ sealed: "sealed:v1$of-a" });
    await keys.forgetRetired({ ...AT, id: "b" });
    expect(await keys.find("a")).toMatchObject({ state: "retired", sealed: null });
  });

  test("in plain text does not get in, whoever writes it", async () => {
    await expect(keys.addPending(key("a", { sealed: "plain secret" }))).rejects.toThrow(/Failed query/);
    await keys.addPending(key("a"));
    await expect(server.sql`update venue_keys set sealed = null`).rejects.toThrow(/venue_keys_sealed/);
  });

  test("keeps what the last probe found", async () => {
    await keys.addPending(key("a"));
    const standing = {
      accountId: "7",
      mayTrade: true,
      mayMoveFundsOut: false,
      mayMoveBetweenWallets: false,
      ipRestricted: true,
      createdAtMs: NOW,
      expiresAtMs: null,
      earnAssets: ["USDT"],
    };
    await keys.saveProbe("a", standing, NOW + 5);
    expect(await keys.find("a")).toMatchObject({ standing, probedAtMs: NOW + 5 });
  });
});

test("a key a dying engine left pending is told from one whose audit was durable", async () => {
  await keys.addPending(key("a"));
  await keys.addPending(key("b"));
  await server.sql.begin(async (sql) => {
    const body = JSON.stringify({ sequence: 1, subject: "b", action: "venue-key-added", author: { id: "ada" } });
    await sql`update audit_head set position = 1, hash = 'h'`;
    await sql`insert into audit (position, body, hash) values (1, ${body}, 'h')`;
  });
  const pending = await keys.listPending();
  expect(Object.fromEntries(pending.map(({ key: { id }, audited }) => [id, audited]))).toEqual({ a: false, b: true });
  await keys.discardPending("a");
  expect(await keys.find("a")).toBeNull();
});

describe("a new key-encryption key", () => {
  test("rewraps all or, when one of them fails, none", async () => {
    for (const id of ["a", "b", "c"]) await keys.addPending(key(id));
    const failing = keys.rewrapAll(({ id, sealed }) => {
      if (id === "c") throw new Error("does not open");
      return `${sealed}-again`;
    });
    await expect(failing).rejects.toThrow("does not open");
    for (const { id, sealed } of await keys.list()) expect(sealed).toBe(`sealed:v1$of-${id}`);
    expect(await keys.rewrapAll(({ sealed }) => `${sealed}-again`)).toBe(3);
    expect((await keys.find("b"))?.sealed).toBe("sealed:v1$of-b-again");
  });
});
