import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { parseJson } from "./parseJson.ts";
import { TOKEN_LIFE_SECONDS } from "./token.ts";

export const OWNER_TOKEN_PREFIX = "eo_";
const NAME_LENGTH_MAX = 64;

const payloadSchema = z.strictObject({
  name: z.string().min(1).max(NAME_LENGTH_MAX),
  exp: z.int().nonnegative(),
});

const sign = (body: string, secret: string): Buffer =>
  createHmac("sha256", secret).update(`evenkeel-owner ${body}`).digest();

/** For the command line of the same machine, with the secret only the installation's owner can read. */
export function mintOwnerToken(name: string, secret: string, nowMs: number): string {
  const payload = { name: name.slice(0, NAME_LENGTH_MAX), exp: Math.floor(nowMs / 1_000) + TOKEN_LIFE_SECONDS };
  const body = Buffer.from(JSON.stringify(payload)).toString("base64url");
  return `${OWNER_TOKEN_PREFIX}${body}.${sign(body, secret).toString("base64url")}`;
}

export type OwnerTokenOutcome = { readonly ok: true; readonly name: string } | { readonly ok: false };

export function verifyOwnerToken(token: string, secret: string, nowMs: number): OwnerTokenOutcome {
  const [body = "", signature = "", ...rest] = token.slice(OWNER_TOKEN_PREFIX.length).split(".");
  const expected = sign(body, secret);
  const given = Buffer.from(signature, "base64url");
  const canonical = rest.length === 0 && given.toString("base64url") === signature;
  if (!canonical || given.length !== expected.length || !timingSafeEqual(given, expected)) return { ok: false };
  const payload = payloadSchema.safeParse(parseJson(Buffer.from(body, "base64url").toString("utf8")));
  if (!payload.success) return { ok: false };
  const { name, exp } = payload.data;
  const nowSeconds = nowMs / 1_000;
  return nowSeconds < exp && exp - nowSeconds <= TOKEN_LIFE_SECONDS + 1 ? { ok: true, name } : { ok: false };
}
