import { randomUUID } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createEngineClient, type EngineClient } from "@evenkeel/api/client";
import type { VenueKeyOutcome } from "@evenkeel/api/engine";
import { mintOwnerToken } from "@evenkeel/api/token";
import { openKekStore } from "@evenkeel/config/seal";
import { encryptVenues } from "@evenkeel/config/venues";
import { openDatabase, verifyAudit } from "@evenkeel/store/history";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dumpDatabase, findCanaries, type Place, readCommandLine, readFiles } from "./support/canaries.ts";
import { evenkeel, leaveAddresses, type Said, saidBy } from "./support/command-line.ts";
import { closeAll, openPair } from "./support/drive.ts";
import { type Engine, type House, openHouse } from "./support/house.ts";

/** One installation whose keys go through everything that can happen to keys; the tests follow one another. */
const OWNER_SECRET = `ownercanary${randomUUID()}`;
const PASSPHRASE = `passphrase canary / ${randomUUID()}`;
const STRANGE = { apiKey: `KEYCANARY${"k".repeat(40)}`, secret: `SECRETCANARY+/=${"s".repeat(40)}` };

type HeldKey = { readonly key: string; readonly secret: string; readonly account: string };

let house: House;
let engine: Engine;
let owner: EngineClient;
let closeOwner: () => void;
let held: readonly HeldKey[] = [];
const places: Place[] = [];

const own = (): Record<string, string> => ({
  EVENKEEL_OWNER_SECRET: OWNER_SECRET,
  EVENKEEL_SECRETS: join(house.folder, "secrets"),
});

const control = async (method: string, path: string, body?: object): Promise<unknown> => {
  const answer = await fetch(`http://127.0.0.1:${house.account().port}/control/${path}`, {
    method,
    headers: { "x-evenkeel-control": "1" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return answer.json();
};
const heldAt = (at: number): HeldKey => {
  const key = held[at];
  if (key === undefined) throw new Error("the exchange has too few keys");
  return key;
};

async function start(more: Readonly<Record<string, string>> = {}): Promise<void> {
  engine = await house.startEngine(undefined, { ...own(), ...more });
  const opened = createEngineClient({ url: engine.url, token: () => mintOwnerToken("ada", OWNER_SECRET, Date.now()) });
  owner = opened.client;
  closeOwner = () => void opened.close();
  await engine.ready();
}

/** Takes down what this run said before it is gone. */
async function end(how: "stop" | "kill"): Promise<void> {
  places.push(readCommandLine(engine.program.pid));
  const metrics = await fetch(`${engine.url}/metrics`);
  places.push({ where: "/metrics", text: await metrics.text() });
  closeOwner();
  await engine[how]();
  places.push({ where: "what the engine printed", text: engine.program.output() });
}

const listed = async () => {
  const list = await owner.venueKeys.list.query();
  places.push({ where: "the list", text: JSON.stringify(list) });
  return list;
};
const told = <T>(outcome: T): T => {
  places.push({ where: "an answer", text: JSON.stringify(outcome) });
  return outcome;
};
const codeOf = (outcome: VenueKeyOutcome): string => (outcome.kind === "done" ? outcome.key.state : outcome.code);
const given = (id: string, { key, secret }: Pick<HeldKey, "key" | "secret">, label = "second") => ({
  id: `canary-${id}`,
  venue: "binance",
  label,
  apiKey: key,
  secret,
});
const auditOf = async (subject: string): Promise<string[]> => {
  const sql = postgres(house.database.url, { max: 1 });
  const rows = await sql<{ action: string }[]>`select action from audit where subject = ${subject} order by position`;
  await sql.end();
  return rows.map(({ action }) => action);
};

beforeAll(async () => {
  house = await openHouse();
  await house.startExchange();
  held = (await control("GET", "keys")) as readonly HeldKey[];
  await start();
});
afterAll(() => house.close());

test("the exchange's own account is sealed at the first start, under a key file only its owner reads", async () => {
  const { keys, sealedWith } = await listed();
  expect(keys).toMatchObject([{ label: "simulated account", state: "in-use", addedBy: { kind: "system" } }]);
  expect(sealedWith.kind).toBe("file");
  expect(statSync(join(house.folder, "secrets", "venue-kek")).mode & 0o777).toBe(0o600);
  await expect.poll(async () => (await listed()).keys[0]?.permissions, { timeout: 20_000 }).toBe("trade");
  await expect.poll(() => auditOf(keys[0]?.id ?? "")).toContain("venue-key-added");
});

test("an API key, however mighty, may not bring a key; whoever it is reads no secret", async () => {
  const refused = engine.client.venueKeys.add.mutate(given("by-script", heldAt(1)));
  await expect(refused).rejects.toMatchObject({ data: { code: "FORBIDDEN" } });
  await expect(engine.client.venueKeys.rotateKek.mutate({ kind: "file" })).rejects.toMatchObject({
    data: { code: "FORBIDDEN" },
  });
  expect(
    findCanaries({ running: heldAt(0).secret }, [{ where: "list", text: JSON.stringify(await listed()) }]),
  ).toEqual([]);
});

test("a key the venue does not know, or that may move money out, is refused and leaves nothing but its name", async () => {
  const [present] = (await listed()).keys;
  const replaces = present?.id ?? "";
  const strange = { key: STRANGE.apiKey, secret: STRANGE.secret };
  const probed = await owner.venueKeys.replace.mutate({ replaces, ...given("strange", strange) });
  expect(codeOf(told(probed))).toBe("probe-failed");
  await control("POST", "restrictions", { key: heldAt(1).key, enableWithdrawals: true });
  const outcome = await owner.venueKeys.replace.mutate({ replaces, ...given("mighty", heldAt(1)) });
  expect(told(outcome)).toMatchObject({
    code: "may-move-funds-out",
    text: expect.stringMatching(/withdrawals and internal transfers off/) as string,
  });
  await control("POST", "restrictions", { key: heldAt(1).key, enableWithdrawals: false });
  expect((await listed()).keys).toHaveLength(1);
  expect(await auditOf("canary-mighty")).toEqual(["venue-key-refused"]);
  const malformed = owner.venueKeys.replace.mutate({ replaces, ...given("bad", { ...strange, secret: "a b\nc" }) });
  await malformed.catch((error: unknown) => told(JSON.stringify(error)));
  await expect(malformed).rejects.toMatchObject({ data: { code: "INVALID_INPUT" } });
});

test("the command line takes a key from standard input, says in a sentence what was refused, and shows none", async () => {
  const data = house.folder;
  leaveAddresses(data, engine.url);
  writeFileSync(join(data, "secrets", "owner"), OWNER_SECRET, { mode: 0o600 });
  const say = async (args: readonly string[], input?: string): Promise<Said> => {
    const said = await evenkeel([...args, "--data", data], input);
    places.push(saidBy(args.join(" "), said));
    return said;
  };
  const list = await say(["keys", "list", "--json"]);
  expect(list.code).toBe(0);
  const { keys } = JSON.parse(list.out) as { readonly keys: readonly { readonly id: string }[] };
  const replace = ["keys", "replace", keys[0]?.id ?? "", "--label", "typed"];
  const refused = await say(replace, JSON.stringify(STRANGE));
  expect([refused.code, refused.err]).toEqual([
    1,
    expect.stringMatching(/refused \(probe-failed\)\. binance answered/),
  ]);
  const short = await say(replace, JSON.stringify({ ...STRANGE, secret: "short" }));
  expect([short.code, short.err]).toEqual([1, expect.stringMatching(/INVALID_INPUT\): secret: /)]);
  expect(await say(["keys", "rotate-kek", "--to", "file"])).toMatchObject({ code: 0 });
  const file = join(data, "mine.yaml");
  const { key, secret } = heldAt(3);
  const entry = `  - { venue: binance, environment: testnet, label: t, apiKey: ${key}, secret: "${secret}" } # mine\n`;
  writeFileSync(file, `venues:\n${entry}`);
  expect(await say(["config", "encrypt", file])).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^Sealed 2 in/) as string,
  });
  places.push({ where: "the encrypted file", text: readFileSync(file, "utf8") });
  expect(readFileSync(file, "utf8")).toMatch(/apiKey: "sealed:v1\$.*secret: "sealed:v1\$.* \} # mine\n$/);
}, 400_000);

test("the running key is not taken from under an open pair; another of the same account may take its place", async () => {
  await openPair(engine);
  const running = (await listed()).keys[0]?.id ?? "";
  expect(told(await owner.venueKeys.retire.mutate({ id: running }))).toMatchObject({ code: "pairs-open" });
  const second = { replaces: running, ...given("second", heldAt(1)) };
  expect(codeOf(told(await owner.venueKeys.replace.mutate(second)))).toBe("next-start");
  expect(codeOf(told(await owner.venueKeys.replace.mutate(second)))).toBe("next-start");
  const states = Object.fromEntries((await listed()).keys.map(({ id, state }) => [id, state]));
  expect(states).toEqual({ [running]: "leaving", "canary-second": "next-start" });
  expect(await auditOf("canary-second")).toEqual(["venue-key-replaced"]);
});

test("a kill -9 and a start later the new key trades: it closes the pair the old one opened, and the old is forgotten", async () => {
  await end("kill");
  await start();
  const { keys } = await listed();
  expect(keys.find(({ id }) => id === "canary-second")).toMatchObject({ state: "in-use" });
  await expect
    .poll(
      async () => {
        await closeAll(engine);
        return (await engine.client.positions.list.query()).length;
      },
      { timeout: 30_000, interval: 1_000 },
    )
    .toBe(0);
  const sql = postgres(house.database.url, { max: 1 });
  await expect
    .poll(() => sql`select count(*)::int as kept from venue_keys where state = 'retired' and sealed is not null`)
    .toEqual([{ kept: 0 }]);
  await sql.end();
});

test("what the owner of the key changes at the venue stops new risk, with a word about it", async () => {
  await control("POST", "restrictions", { key: heldAt(1).key, enableWithdrawals: true, ipRestrict: false });
  const probed = told(await owner.venueKeys.probe.mutate({ id: "canary-second" }));
  expect(probed).toMatchObject({ kind: "done", key: { permissions: "may-move-funds-out", ipRestricted: false } });
  await expect
    .poll(async () => (await engine.client.alerts.list.query({})).map(({ level, code }) => `${level} ${code}`), {
      timeout: 20_000,
    })
    .toContain("CRITICAL permissions");
  const refused = openPair(engine);
  await expect(refused).rejects.toThrow(/venue-down|never accepted/);
  await control("POST", "restrictions", { key: heldAt(1).key, enableWithdrawals: false, ipRestrict: true });
  await owner.venueKeys.probe.mutate({ id: "canary-second" });
  await engine.ready();
});

test("a passphrase takes the place of the key file; without it, or with another, the engine refuses to start", async () => {
  const rotated = told(await owner.venueKeys.rotateKek.mutate({ kind: "passphrase", passphrase: PASSPHRASE }));
  expect(rotated).toMatchObject({ kind: "done", count: 1 });
  expect((await listed()).sealedWith.kind).toBe("passphrase");
  await end("kill");
  for (const [more, sentence] of [
    [{}, /sealed with a passphrase: give it as EVENKEEL_KEK_PASSPHRASE/],
    [{ EVENKEEL_KEK_PASSPHRASE: `${PASSPHRASE} not quite` }, /cannot be opened.*The passphrase is another one/],
  ] as const) {
    const failed = await house.startEngine(undefined, { ...own(), ...more }).catch((error: unknown) => String(error));
    expect(failed).toMatch(sentence);
    places.push({ where: "a refused start", text: JSON.stringify(failed) });
  }
  await start({ EVENKEEL_KEK_PASSPHRASE: PASSPHRASE });
  expect((await listed()).keys.find(({ state }) => state === "in-use")?.id).toBe("canary-second");
  expect(await owner.venueKeys.rotateKek.mutate({ kind: "file" })).toMatchObject({ kind: "done", count: 1 });
  await end("stop");
});

test("a configuration file with a plain secret is refused; encrypted it is taken in once", async () => {
  const file = join(house.folder, "evenkeel.json");
  const third = heldAt(2);
  const entry = { venue: "binance", environment: "simulation", label: "from the file" };
  const plain = JSON.stringify({
    venues: [{ ...entry, apiKey: third.key, secret: third.secret }],
    entry: { meanAnnualPercentMin: 500 },
    execution: { receiveWindowMs: 1_000, sendTimeoutMs: 1_000, accountPollMs: 1_000 },
  });
  writeFileSync(file, plain);
  const refused = await house
    .startEngine(undefined, { ...own(), EVENKEEL_CONFIG: file })
    .catch((error: unknown) => String(error));
  expect(refused).toMatch(/plain text: seal it with "evenkeel config encrypt/);
  places.push({ where: "a refused file", text: JSON.stringify(refused) });
  const store = await openKekStore({ folder: join(house.folder, "secrets"), passphrase: null, command: null }, []);
  if (!store.ok) throw new Error(store.error);
  const encrypted = encryptVenues(plain, store.value.primary());
  if (!encrypted.ok) throw new Error(encrypted.error.message);
  writeFileSync(file, encrypted.value.text);
  await start({ EVENKEEL_CONFIG: file });
  const imported = (await listed()).keys.find(({ state }) => state === "in-use");
  expect(imported).toMatchObject({ label: "from the file", addedBy: { kind: "owner", id: "configuration file" } });
  await expect.poll(() => auditOf(imported?.id ?? "")).toContain("venue-key-replaced");
  await end("kill");
  await start({ EVENKEEL_CONFIG: file });
  expect((await listed()).keys.filter(({ label }) => label === "from the file")).toHaveLength(1);
  await end("stop");
});

test("no secret stands anywhere but where it belongs", async () => {
  const { password } = new URL(house.database.url);
  const secrets: Record<string, string> = {
    owner: OWNER_SECRET,
    passphrase: PASSPHRASE,
    database: decodeURIComponent(password),
    "strange key": STRANGE.apiKey,
    "strange secret": STRANGE.secret,
  };
  for (const [at, { key, secret }] of held.entries())
    Object.assign(secrets, { [`key ${at}`]: key, [`secret ${at}`]: secret });
  const dump = await dumpDatabase(house.database.url);
  const { client, close } = openDatabase(house.database.url, 1);
  expect(await verifyAudit(client)).toMatchObject({ ok: true });
  await close();
  const files = readFiles(join(house.folder, "engine"), []);
  expect(files.some(({ where }) => where.startsWith("recordings/"))).toBe(true);
  expect(dump.length).toBeGreaterThan(20);
  expect(findCanaries(secrets, [...places, ...dump, ...files])).toEqual([]);
  // The search itself finds what is there: the hint is, and so is a canary put in on purpose.
  const planted = { where: "here", text: Buffer.from(STRANGE.secret).toString("base64") };
  expect(findCanaries(secrets, [planted])).toEqual(["strange secret in here"]);
});
