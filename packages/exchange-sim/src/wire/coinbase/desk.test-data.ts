import { createPrivateKey, randomBytes, sign } from "node:crypto";
import { advance } from "../../exchange/advance.ts";
import { apply } from "../../exchange/apply.ts";
import { createExchange } from "../../exchange/create.ts";
import type { ExchangeState } from "../../exchange/state.ts";
import type { Credentials } from "../keys.ts";
import type { Line, Reply, Wire } from "../wire.ts";
import { simulatedCredentials } from "./credentials.ts";
import { STANDARD_LIMITS } from "./session.ts";
import { openCoinbase } from "./wire.ts";

/** A venue with one account, and what its clients do to it: everything but sockets. */

export const WALL_MS = 1_800_000_000_000;
export const MAIN = simulatedCredentials(1, "main");
export const EDWARDS = simulatedCredentials(1, "main/4");
const UNLIMITED = 1_000_000;

export interface Desk {
  readonly state: ExchangeState;
  readonly wire: Wire;
}

export function openDesk(
  limits = { ...STANDARD_LIMITS, privateSecondMax: UNLIMITED, publicSecondMax: UNLIMITED },
): Desk {
  const state = createExchange({
    venue: "coinbase",
    world: "demo",
    seed: 1,
    symbols: 6,
    accounts: [{ name: MAIN.key, spot: { USD: "50000", BTC: "1", ETH: "5" } }],
  });
  const keys = [MAIN, { ...EDWARDS, account: MAIN.key }];
  return {
    state,
    wire: openCoinbase(state, keys, { ...limits, messageSecondMax: UNLIMITED, connectionSecondMax: UNLIMITED }),
  };
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

export interface TokenTerms {
  readonly header?: object;
  readonly claims?: object;
  readonly wallMs?: number;
}

/** A token as a client would make it, or with anything in it changed. */
export function tokenOf({ key, secret }: Credentials, uri: string | null, terms: TokenTerms = {}): string {
  const seconds = Math.floor((terms.wallMs ?? WALL_MS) / 1_000);
  const isEdwards = !secret.startsWith("-----");
  const header = { alg: isEdwards ? "EdDSA" : "ES256", kid: key, typ: "JWT", nonce: randomBytes(8).toString("hex") };
  const claims = {
    iss: "cdp",
    sub: key,
    nbf: seconds,
    exp: seconds + 120,
    ...(uri === null ? {} : { uri }),
  };
  const signed = `${part({ ...header, ...terms.header })}.${part({ ...claims, ...terms.claims })}`;
  const data = Buffer.from(signed);
  if (!isEdwards) {
    const signature = sign("sha256", data, { key: createPrivateKey(secret), dsaEncoding: "ieee-p1363" });
    return `${signed}.${signature.toString("base64url")}`;
  }
  const seed = Buffer.from(secret, "base64").subarray(0, 32);
  const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
  const signature = sign(null, data, createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
  return `${signed}.${signature.toString("base64url")}`;
}

export interface Call {
  readonly query?: string;
  readonly body?: unknown;
  readonly wallMs?: number;
  readonly credentials?: Credentials;
  /** In place of a good one; null sends none. */
  readonly token?: string | null;
  readonly host?: string;
}

export function call({ state, wire }: Desk, method: string, path: string, more: Call = {}): Reply {
  const wallMs = more.wallMs ?? WALL_MS;
  const host = more.host ?? "api.coinbase.com";
  const token =
    more.token === undefined ? tokenOf(more.credentials ?? MAIN, `${method} ${host}${path}`, { wallMs }) : more.token;
  const request = {
    family: "coinbase-rest",
    method,
    path,
    query: more.query ?? "",
    body: typeof more.body === "string" ? more.body : more.body === undefined ? "" : JSON.stringify(more.body),
    headers: { host, ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    address: "127.0.0.1",
  };
  const dispatched = wire.rest(request, wallMs);
  if (dispatched.kind === "reply") return dispatched.reply;
  return dispatched.finish(
    dispatched.commands.map((command) => {
      const applied = apply(state, command);
      wire.tell(applied.events, wallMs)();
      return applied;
    }),
  );
}

export const BROKERAGE = "/api/v3/brokerage";

export const get = (desk: Desk, path: string, query = ""): never =>
  JSON.parse(call(desk, "GET", `${BROKERAGE}/${path}`, { query }).body) as never;
export const post = (desk: Desk, path: string, body: unknown): never =>
  JSON.parse(call(desk, "POST", `${BROKERAGE}/${path}`, { body }).body) as never;

export function pass({ state, wire }: Desk, ms: number): void {
  const events = advance(state, state.nowMs + ms);
  wire.tell(events, WALL_MS)();
}

export interface Frame {
  readonly channel: string;
  readonly sequence_num: number;
  readonly timestamp: string;
  readonly events: readonly Readonly<Record<string, never>>[];
  readonly type?: string;
  readonly message?: string;
}

export interface Listener {
  readonly frames: Frame[];
  readonly closed: (readonly [number, string])[];
  readonly line: Line;
  say(message: unknown, wallMs?: number): void;
  of(channel: string): Frame[];
}

/** A client on one of the two streams. */
export function listen({ wire }: Desk, family = "coinbase-stream", wallMs = WALL_MS): Listener {
  const frames: Frame[] = [];
  const closed: (readonly [number, string])[] = [];
  const keep = (frame: string): void => void frames.push(JSON.parse(frame) as Frame);
  const client = {
    push: keep,
    answer: keep,
    close: (code: number, reason: string) => void closed.push([code, reason]),
  };
  const line = wire.connect({ family, path: "/", query: "", headers: {}, address: "127.0.0.1" }, client, wallMs);
  if ("refused" in line) throw new Error(line.refused);
  return {
    frames,
    closed,
    line,
    say: (message, now = wallMs) =>
      void line.receive(typeof message === "string" ? message : JSON.stringify(message), now),
    of: (channel) => frames.filter((frame) => frame.channel === channel),
  };
}
