import { verify } from "node:crypto";
import type { HeldKey } from "../keys.ts";
import { verifierOf } from "./credentials.ts";
import type { CoinbaseSession } from "./session.ts";

/** A token's life, as documented; clocks may differ by a little. */
const LIFE_SECONDS_MAX = 120;
const LEEWAY_SECONDS = 5;
const TOKEN_LENGTH_MAX = 4_096;
const ISSUERS: readonly unknown[] = ["cdp", "coinbase-cloud"];

interface Token {
  readonly algorithm: unknown;
  readonly keyName: string;
  readonly issuer: unknown;
  readonly subject: unknown;
  readonly notBefore: number;
  readonly expires: number;
  readonly uris: readonly unknown[];
  readonly signed: string;
  readonly signature: Buffer;
}

function readPart(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

function readToken(text: string): Token | null {
  const parts = text.length > TOKEN_LENGTH_MAX ? [] : text.split(".");
  const [head = "", claims = "", signature = ""] = parts;
  const header = readPart(head);
  const payload = readPart(claims);
  if (parts.length !== 3 || header === null || payload === null) return null;
  const { alg, kid } = header;
  const { iss, sub, nbf, exp, uri, uris } = payload;
  if (typeof kid !== "string" || typeof nbf !== "number" || typeof exp !== "number") return null;
  return {
    algorithm: alg,
    keyName: kid,
    issuer: iss,
    subject: sub,
    notBefore: nbf,
    expires: exp,
    uris: Array.isArray(uris) ? uris : [uri],
    signed: `${head}.${claims}`,
    signature: Buffer.from(signature, "base64url"),
  };
}

function isLive({ notBefore, expires }: Token, wallMs: number): boolean {
  const now = wallMs / 1_000;
  if (expires - notBefore > LIFE_SECONDS_MAX) return false;
  return notBefore <= now + LEEWAY_SECONDS && now < expires + LEEWAY_SECONDS;
}

function signatureFits(session: CoinbaseSession, held: HeldKey, token: Token): boolean {
  let verifier = session.verifiers.get(token.keyName);
  if (verifier === undefined) {
    verifier = verifierOf(held.secret);
    session.verifiers.set(token.keyName, verifier);
  }
  const { algorithm, key } = verifier;
  if (token.algorithm !== algorithm) return false;
  const data = Buffer.from(token.signed, "utf8");
  return algorithm === "ES256"
    ? verify("sha256", data, { key, dsaEncoding: "ieee-p1363" }, token.signature)
    : verify(null, data, key, token.signature);
}

/**
 * The key that signed a token, or null. For REST the token must name one of these addresses ("GET host/path"); for a
 * stream there is none to name. Within its life a token may be shown again, as at the venue.
 */
export function keyOfToken(
  session: CoinbaseSession,
  text: string,
  addresses: readonly string[] | null,
  wallMs: number,
): HeldKey | null {
  const token = readToken(text);
  const held = token === null ? undefined : session.keys.get(token.keyName);
  if (token === null || held === undefined) return null;
  if (token.subject !== token.keyName || !ISSUERS.includes(token.issuer) || !isLive(token, wallMs)) return null;
  if (addresses !== null && !token.uris.some((uri) => addresses.includes(String(uri)))) return null;
  return signatureFits(session, held, token) ? held : null;
}
