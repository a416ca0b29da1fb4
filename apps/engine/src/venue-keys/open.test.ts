import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openKekStore, seal } from "@evenkeel/config/seal";
import type { VenueName } from "@evenkeel/config/venues";
import type { VenueKey, VenueKeys } from "@evenkeel/store/venue-keys";
import { afterEach, beforeEach, expect, it } from "vitest";
import { plainOf, sealedAs } from "./credentials.ts";
import { openVenueKeys } from "./open.ts";

const OWN = { apiKey: "own-api-key", secret: "own-secret" };
const BARE = JSON.stringify({
  venues: [{ venue: "binance", environment: "simulation", label: "mine", apiKey: "bareKEY", secret: "bareSECRET" }],
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "evenkeel-open-"));
  writeFileSync(join(folder, "evenkeel.json"), BARE);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function keyInUse(): Promise<VenueKey> {
  const store = await openKekStore({ folder, passphrase: null, command: null }, []);
  if (!store.ok) throw new Error(store.error);
  const named = { id: "key_1", venue: "binance", environment: "simulation", label: "mine" } as const;
  const sealed = seal(plainOf(OWN), sealedAs(named), store.value.primary());
  if (!sealed.ok) throw new Error(sealed.error.message);
  return {
    ...named,
    sealed: sealed.value,
    hint: "-key",
    state: "active",
    replaces: null,
    standing: null,
    author: { kind: "user", id: "usr_1" },
    addedAtMs: 1,
    probedAtMs: null,
    retiredAtMs: null,
  };
}

const nobodyAsks = async () => ({ ok: false, error: "nobody asks" }) as const;

async function openWith(guards: boolean, venues: readonly VenueName[] = ["binance"], keyAt: VenueName = "binance") {
  const key = await keyInUse();
  const keys: Pick<VenueKeys, "list" | "listPending" | "findActive" | "isAudited"> = {
    list: async () => [key],
    listPending: async () => [],
    findActive: async (venue) => (venue === keyAt ? key : null),
    isAudited: async () => true,
  };
  return openVenueKeys({
    keys: keys as VenueKeys,
    kek: { folder, passphrase: null, command: null },
    venues: venues.map((venue) => ({ venue, simulated: null, probe: nobodyAsks })),
    environment: "simulation",
    configPath: join(folder, "evenkeel.json"),
    guards,
    nowMs: () => 1,
  });
}

it("a bare secret in the file refuses a start that would guard nothing", async () => {
  expect(await openWith(false)).toMatchObject({ ok: false, error: expect.stringContaining("secret in plain text") });
});

it("and never leaves open pairs alone: they are guarded on the key there is, and the secret is called out", async () => {
  const opened = await openWith(true);
  expect(opened).toMatchObject({ ok: true, value: { running: [{ credentials: OWN }] } });
  expect(opened.ok && opened.value.warnings).toEqual([expect.stringContaining("secret in plain text")]);
  expect(JSON.stringify(opened)).not.toContain("bareSECRET");
});

it("a venue without a key keeps the other one from nothing: it is called out and left without", async () => {
  const opened = await openWith(true, ["bybit", "binance"]);
  expect(opened).toMatchObject({ ok: true, value: { running: [{ venue: "binance", credentials: OWN }] } });
  expect(opened.ok && opened.value.warnings).toContainEqual(expect.stringContaining("There is no key for bybit"));
});

it("with no usable key at all it says so and does not start", async () => {
  const refused = await openWith(true, ["bybit"]);
  expect(refused).toMatchObject({ ok: false, error: expect.stringContaining("There is no key for bybit simulation") });
});
