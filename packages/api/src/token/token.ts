import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { ROLES, type Role } from "../caller/caller.ts";
import { parseJson } from "./parseJson.ts";

/** Long enough to open a socket, short enough to be worthless when found. */
export const TOKEN_LIFE_SECONDS = 60;
export const TOKEN_SECRET_BYTES_MIN = 32;
/** A browser host's and the engine host's clocks may differ by this much. */
const CLOCK_SKEW_SECONDS = 5;
const TOKEN_LENGTH_MAX = 2_048;
const AUDIENCE = "evenkeel-engine";
const VERSION = 1;
const HEADER = Buffer.from(JSON.stringify({ alg: "HS256", typ: "JWT" })).toString("base64url");

export type TokenClaims = {
  readonly userId: string;
  readonly role: Role;
  readonly sessionId: string;
  readonly sessionVersion: number;
  /** The dashboard's request that minted it, so that a log can be followed across. */
  readonly requestId?: string;
};

export type TokenFailure = "malformed" | "bad-signature" | "expired" | "not-yet-valid" | "wrong-audience";
export type TokenOutcome =
  | { readonly ok: true; readonly claims: TokenClaims }
  | { readonly ok: false; readonly failure: TokenFailure };

const payloadSchema = z.strictObject({
  v: z.literal(VERSION),
  aud: z.string(),
  iat: z.int().nonnegative(),
  exp: z.int().nonnegative(),
  sub: z.string().min(1).max(64),
  role: z.enum(ROLES),
  sid: z.string().min(1).max(64),
  ver: z.int().nonnegative(),
  rid: z.string().max(64).optional(),
});

const sign = (body: string, secret: string): Buffer => createHmac("sha256", secret).update(body).digest();

export function mintToken(claims: TokenClaims, secret: string, nowMs: number): string {
  const issuedAt = Math.floor(nowMs / 1_000);
  const payload = {
    v: VERSION,
    aud: AUDIENCE,
    iat: issuedAt,
    exp: issuedAt + TOKEN_LIFE_SECONDS,
    sub: claims.userId,
    role: claims.role,
    sid: claims.sessionId,
    ver: claims.sessionVersion,
    ...(claims.requestId === undefined ? {} : { rid: claims.requestId }),
  };
  const body = `${HEADER}.${Buffer.from(JSON.stringify(payload)).toString("base64url")}`;
  return `${body}.${sign(body, secret).toString("base64url")}`;
}

const fail = (failure: TokenFailure): TokenOutcome => ({ ok: false, failure });

/** The header is compared whole: no other algorithm is ever looked at. */
export function verifyToken(token: string, secret: string, nowMs: number): TokenOutcome {
  if (token.length > TOKEN_LENGTH_MAX) return fail("malformed");
  const [header, payloadText, signatureText, ...rest] = token.split(".");
  if (header !== HEADER || payloadText === undefined || signatureText === undefined || rest.length > 0)
    return fail("malformed");
  const expected = sign(`${header}.${payloadText}`, secret);
  const given = Buffer.from(signatureText, "base64url");
  // base64url has several spellings of one value; only the one we mint is accepted.
  const canonical = given.toString("base64url") === signatureText;
  if (!canonical || given.length !== expected.length || !timingSafeEqual(given, expected)) return fail("bad-signature");
  const payload = payloadSchema.safeParse(parseJson(Buffer.from(payloadText, "base64url").toString("utf8")));
  if (!payload.success) return fail("malformed");
  const { aud, iat, exp, sub, role, sid, ver, rid } = payload.data;
  const nowSeconds = nowMs / 1_000;
  if (aud !== AUDIENCE) return fail("wrong-audience");
  if (nowSeconds >= exp || exp - iat > TOKEN_LIFE_SECONDS) return fail("expired");
  if (iat > nowSeconds + CLOCK_SKEW_SECONDS) return fail("not-yet-valid");
  const claims = { userId: sub, role, sessionId: sid, sessionVersion: ver };
  return { ok: true, claims: rid === undefined ? claims : { ...claims, requestId: rid } };
}
