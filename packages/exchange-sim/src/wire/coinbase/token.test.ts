import { describe, expect, test } from "vitest";
import { changeRestrictions, UNRESTRICTED } from "../keys.ts";
import { simulatedCredentials } from "./credentials.ts";
import { BROKERAGE, call, EDWARDS, get, MAIN, openDesk, tokenOf, WALL_MS } from "./desk.test-data.ts";
import { decimal } from "./format.ts";
import { STANDARD_LIMITS } from "./session.ts";

const ACCOUNTS = `${BROKERAGE}/accounts`;
const URI = `GET api.coinbase.com${ACCOUNTS}`;

describe("numbers as the venue prints them", () => {
  test.each([
    [943_001, 1, "94300.1"],
    [943_000, 1, "94300"],
    [5, 3, "0.005"],
    [0, 2, "0"],
    [-120, 2, "-1.2"],
    [7, 0, "7"],
  ])("%i at %i digits", (mantissa, scale, text) => expect(decimal(mantissa, scale)).toBe(text));
});

describe("tokens", () => {
  const desk = openDesk();
  const status = (token: string | null, more = {}) => call(desk, "GET", ACCOUNTS, { token, ...more }).status;

  test("keys are the same for the same seed and name, and of Coinbase's shape", () => {
    expect(simulatedCredentials(1, "main")).toEqual(MAIN);
    expect(simulatedCredentials(2, "main").key).not.toBe(MAIN.key);
    expect(MAIN.key).toMatch(/^organizations\/[0-9a-f-]{36}\/apiKeys\/[0-9a-f-]{36}$/);
    expect(MAIN.secret).toMatch(/^-----BEGIN EC PRIVATE KEY-----\n[^-]+\n-----END EC PRIVATE KEY-----\n$/);
    expect(EDWARDS.key).toMatch(/^[0-9a-f-]{36}$/);
    expect(Buffer.from(EDWARDS.secret, "base64")).toHaveLength(64);
  });

  test("both kinds of key open the account", () => {
    expect(status(tokenOf(MAIN, URI))).toBe(200);
    expect(status(tokenOf(EDWARDS, URI))).toBe(200);
    expect(status(tokenOf(EDWARDS, null, { claims: { uris: [URI] } }))).toBe(200);
  });

  test("a token may be shown again within its two minutes", () => {
    const token = tokenOf(MAIN, URI);
    expect([status(token), status(token, { wallMs: WALL_MS + 119_000 })]).toEqual([200, 200]);
    expect(status(token, { wallMs: WALL_MS + 130_000 })).toBe(401);
  });

  const good = tokenOf(MAIN, URI);
  const [head = "", claims = "", signature = ""] = good.split(".");
  test.each([
    ["none", null],
    ["nonsense", "x.y.z"],
    ["two parts", `${head}.${claims}`],
    ["no signature", `${head}.${claims}.`],
    ["another's signature", `${head}.${claims}.${tokenOf(MAIN, "GET other").split(".")[2]}`],
    ["a signature of zeros", `${head}.${claims}.${Buffer.alloc(64).toString("base64url")}`],
    ["a changed claim", `${head}.${Buffer.from("{}").toString("base64url")}.${signature}`],
    ["another address", tokenOf(MAIN, `GET api.coinbase.com${BROKERAGE}/portfolios`)],
    ["another method", tokenOf(MAIN, `POST api.coinbase.com${ACCOUNTS}`)],
    ["no address", tokenOf(MAIN, null)],
    ["an unknown key", tokenOf({ ...MAIN, key: "nobody" }, URI)],
    ["another's key", tokenOf({ ...simulatedCredentials(9, "main"), key: MAIN.key }, URI)],
    ["a subject that is not the key", tokenOf(MAIN, URI, { claims: { sub: "x" } })],
    ["a stranger as issuer", tokenOf(MAIN, URI, { claims: { iss: "x" } })],
    ["a life that is too long", tokenOf(MAIN, URI, { claims: { exp: WALL_MS / 1_000 + 3_600 } })],
    ["not yet", tokenOf(MAIN, URI, { wallMs: WALL_MS + 60_000 })],
    ["no longer", tokenOf(MAIN, URI, { wallMs: WALL_MS - 180_000 })],
    ["times that are texts", tokenOf(MAIN, URI, { claims: { nbf: "1", exp: "2" } })],
    ["no algorithm", tokenOf(MAIN, URI, { header: { alg: "none" } })],
    ["the other algorithm", tokenOf(MAIN, URI, { header: { alg: "EdDSA" } })],
    ["a list for a header", `${Buffer.from("[]").toString("base64url")}.${claims}.${signature}`],
    ["megabytes", "a".repeat(1_000_000)],
  ])("%s: 401", (_name, token) => {
    const reply = call(desk, "GET", ACCOUNTS, { token });
    expect([reply.status, reply.body]).toEqual([401, "Unauthorized\n"]);
  });

  test("a client at a local name signs that name", () => {
    expect(call(desk, "GET", ACCOUNTS, { host: "localhost:4900" }).status).toBe(200);
  });

  test("a key that may not trade reads and previews, and is refused at the order", () => {
    const own = openDesk();
    const held = own.wire.keys.get(MAIN.key);
    if (held === undefined) throw new Error("no key");
    held.restrictions =
      changeRestrictions(UNRESTRICTED, { enableSpotAndMarginTrading: false, enableWithdrawals: true }) ?? UNRESTRICTED;
    expect(get(own, "key_permissions")).toMatchObject({ can_view: true, can_trade: false, can_transfer: true });
    const reply = call(own, "POST", `${BROKERAGE}/orders`, { body: {} });
    expect([reply.status, JSON.parse(reply.body)]).toMatchObject([403, { error: "PERMISSION_DENIED" }]);
    expect(call(own, "POST", `${BROKERAGE}/orders/preview`, { body: {} }).status).toBe(200);
  });
});

describe("limits", () => {
  const strict = { ...STANDARD_LIMITS, privateSecondMax: 2, publicSecondMax: 1 };
  test("by account and second, by address and second", () => {
    const desk = openDesk(strict);
    const own = (wallMs: number) => call(desk, "GET", ACCOUNTS, { wallMs }).status;
    const open = (wallMs: number) => call(desk, "GET", `${BROKERAGE}/time`, { wallMs, token: null }).status;
    expect([own(WALL_MS), own(WALL_MS), own(WALL_MS), own(WALL_MS + 1_000)]).toEqual([200, 200, 429, 200]);
    expect([open(WALL_MS), open(WALL_MS), open(WALL_MS + 1_000)]).toEqual([200, 429, 200]);
  });
});
