import { createHmac } from "node:crypto";
import { request } from "node:http";
import { wallTime } from "@evenkeel/core/units";
import { type RunningExchange, startExchange } from "@evenkeel/exchange";
import type { KeyedAdapter, KeyStanding } from "@evenkeel/venues";
import { createBinance, probeOnce } from "@evenkeel/venues/binance";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDirectory, performed } from "./subject.ts";

/** Every flag of a key, over the wire: set at the exchange as its owner would, asked for as the engine does. */
const PLAIN = {
  ipRestrict: true,
  enableSpotAndMarginTrading: true,
  enableFutures: true,
  enableWithdrawals: false,
  enableInternalTransfer: false,
  permitsUniversalTransfer: false,
  tradingAuthorityExpirationTime: null,
  autoSubscribe: false,
};

type HeldKey = { readonly key: string; readonly secret: string; readonly account: string };

let exchange: RunningExchange;
let keys: readonly HeldKey[];
let now = Date.now();

const control = async (method: string, path: string, body?: object): Promise<Response> =>
  fetch(`http://127.0.0.1:${exchange.port}/control/${path}`, {
    method,
    headers: { "x-evenkeel-control": "1" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const restrict = async (changes: object, { key }: HeldKey = keyAt(0)): Promise<void> => {
  const answer = await control("POST", "restrictions", { key, ...PLAIN, ...changes });
  expect(answer.status).toBe(200);
};
const keyAt = (at: number): HeldKey => {
  const key = keys[at];
  if (key === undefined) throw new Error("no such key");
  return key;
};

const clock = { nowMs: () => wallTime(now) };
const terms = () => ({ redirectPort: exchange.port, readTimeoutMs: 5_000, receiveWindowMs: 5_000, clock });
const probe = async ({ key, secret }: HeldKey = keyAt(0)): Promise<KeyStanding> => {
  const probed = await probeOnce({ ...terms(), keys: { apiKey: key, secret } });
  if (!probed.ok) throw new Error(`${probed.error.code} ${probed.error.message}`);
  return probed.value;
};

beforeAll(async () => {
  exchange = await startExchange({
    port: 0,
    seed: 3,
    symbols: 3,
    accounts: [{ name: "main" }, { name: "other" }],
  });
  keys = (await (await control("GET", "keys")).json()) as HeldKey[];
});
afterAll(() => exchange.close());
beforeEach(async () => {
  now = Date.now();
  await restrict({});
});

describe("a probe", () => {
  test("of a trade-only key", async () => {
    expect(await probe()).toEqual({
      accountId: expect.stringMatching(/^\d+$/) as string,
      mayTrade: true,
      mayMoveFundsOut: false,
      mayMoveBetweenWallets: false,
      ipRestricted: true,
      createdAtMs: Date.UTC(2026, 0, 1),
      expiresAtMs: null,
      earnAssets: [],
    });
  });

  test.each<[changes: object, told: Partial<KeyStanding>]>([
    [{ enableWithdrawals: true }, { mayMoveFundsOut: true, mayTrade: true }],
    [{ enableInternalTransfer: true }, { mayMoveFundsOut: true }],
    [{ permitsUniversalTransfer: true }, { mayMoveFundsOut: false, mayMoveBetweenWallets: true }],
    [{ enableFutures: false }, { mayTrade: false }],
    [{ enableSpotAndMarginTrading: false }, { mayTrade: false }],
    [{ ipRestrict: false }, { ipRestricted: false }],
    [{ autoSubscribe: true }, { earnAssets: ["USDT"] }],
    [{ tradingAuthorityExpirationTime: 4_000_000_000_000 }, { expiresAtMs: 4_000_000_000_000, mayTrade: true }],
    [{ tradingAuthorityExpirationTime: 1_000_000_000_000 }, { expiresAtMs: 1_000_000_000_000, mayTrade: false }],
  ])("tells %j", async (changes, told) => {
    await restrict(changes);
    expect(await probe()).toMatchObject(told);
  });

  test("knows two keys of one account from a key of another", async () => {
    const [first, second, stranger] = [keyAt(0), keys.find(isSpareOf(keyAt(0))), keys.find(isOfAnother(keyAt(0)))];
    if (second === undefined || stranger === undefined) throw new Error("too few keys");
    const ids = [await probe(first), await probe(second), await probe(stranger)].map(({ accountId }) => accountId);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  test.each<[name: string, key: string | null, secret: string | null, code: string]>([
    ["an unknown key", "UNKNOWNKEYUNKNOWNKEYUNKNOWNKEY", null, "-2015"],
    ["no key's shape", "short", null, "-2014"],
    ["a wrong secret", null, "CANARYSECRETCANARYSECRET", "-1022"],
  ])("refused for %s names the venue's code and no secret", async (_, key, secret, code) => {
    const held = keyAt(0);
    const given = { apiKey: key ?? held.key, secret: secret ?? held.secret };
    const probed = await probeOnce({ ...terms(), keys: given });
    expect(probed).toMatchObject({ ok: false, error: { kind: "authentication", code } });
    expect(JSON.stringify(probed)).not.toContain(given.apiKey);
    expect(JSON.stringify(probed)).not.toContain(given.secret);
  });
});

test.each([
  ["fapi.binance.com", "/fapi/v1/order"],
  ["api.binance.com", "/api/v3/order"],
])("a key without the permission is refused its order by %s too", async (host, path) => {
  const { key, secret } = keyAt(0);
  await restrict({ enableFutures: false, enableSpotAndMarginTrading: false });
  const query = `symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&timestamp=${Date.now()}`;
  const signature = createHmac("sha256", secret).update(query).digest("hex");
  const body = await new Promise<string>((resolve, reject) => {
    const options = { host: "127.0.0.1", port: exchange.port, method: "POST" };
    const headers = { host, "x-mbx-apikey": key };
    request({ ...options, path: `${path}?${query}&signature=${signature}`, headers }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.once("end", () => resolve(text));
    })
      .once("error", reject)
      .end();
  });
  expect(JSON.parse(body)).toMatchObject({ code: -2015 });
});

test("the account read believes an earlier answer until a probe saw another", async () => {
  const { key, secret } = keyAt(0);
  const adapter: KeyedAdapter = await createBinance({
    ...terms(),
    keys: { apiKey: key, secret },
    directory: createDirectory(),
    random: Math.random,
    watch: { symbolsMax: 3 },
    historyDays: 1,
    sendTimeoutMs: 2_000,
  });
  let asked = 0;
  const permissions = async (): Promise<string> => {
    const since = { venue: adapter.venue, lastTradeIds: [], incomeSince: 0 as never, openedAt: 0 as never };
    const effect = {
      kind: "read-account",
      venue: adapter.venue,
      requestId: (asked += 1),
      since,
      urgent: false,
    } as const;
    return (await performed(adapter, effect, "account")).permissions;
  };
  expect(await permissions()).toBe("trade");
  await restrict({ enableWithdrawals: true });
  now += 10;
  expect(await permissions()).toBe("trade");
  expect(await adapter.probeKey()).toMatchObject({ ok: true, value: { mayMoveFundsOut: true } });
  now += 1;
  expect(await permissions()).toBe("may-move-funds-out");
  await restrict({});
  now += 10;
  expect(await permissions()).toBe("may-move-funds-out");
  await adapter.feed.stop();
});

test.each<[name: string, body: object]>([
  ["a key nobody has", { key: "nobody", enableWithdrawals: true }],
  ["a flag that is none", { enableEverything: true }],
  ["a value that is none", { enableWithdrawals: "yes" }],
])("the exchange refuses to set %s", async (_, body) => {
  expect((await control("POST", "restrictions", { key: keyAt(0).key, ...body })).status).toBe(400);
});

const isSpareOf =
  ({ key, account }: HeldKey) =>
  (other: HeldKey): boolean =>
    other.account === account && other.key !== key;
const isOfAnother =
  ({ account }: HeldKey) =>
  (other: HeldKey): boolean =>
    other.account !== account;
