import { ApiError } from "../errors/index.ts";
import { REQUEST_ID_HEADER } from "../request/index.ts";

export const IDEMPOTENCY_HEADER = "idempotency-key";
const PREFLIGHT_SECONDS = 600;
/** What a browser says of a request of our own pages, or of one somebody typed. */
const OWN_SITES: readonly string[] = ["same-origin", "none"];

export type Origins = {
  /** The dashboard's own address. */
  readonly own: string;
  /** Other pages whose scripts may call with an API key; their visitors' cookies count for nothing. */
  readonly allowed: readonly string[];
};

/** `own`: of our pages, or of no browser at all. Refuses every page that is not named. */
export function originOf(headers: Headers, { own, allowed }: Origins): "own" | "allowed" {
  const origin = headers.get("origin");
  if (origin === null) {
    const site = headers.get("sec-fetch-site");
    if (site === null || OWN_SITES.includes(site)) return "own";
  } else if (origin === own) return "own";
  else if (allowed.includes(origin)) return "allowed";
  throw new ApiError("ORIGIN_REFUSED", "this origin may not call the dashboard");
}

/** Goes on every answer to an allowed page, refusals too: else it could not read why. */
export function corsHeaders(headers: Headers, { allowed }: Origins): Readonly<Record<string, string>> {
  const origin = headers.get("origin");
  return origin !== null && allowed.includes(origin)
    ? {
        "access-control-allow-origin": origin,
        "access-control-expose-headers": `${REQUEST_ID_HEADER}, retry-after`,
        vary: "origin",
      }
    : { vary: "origin" };
}

export const preflightHeaders = (methods: readonly string[]): Readonly<Record<string, string>> => ({
  "access-control-allow-methods": methods.join(", "),
  "access-control-allow-headers": `authorization, content-type, ${IDEMPOTENCY_HEADER}, ${REQUEST_ID_HEADER}`,
  "access-control-max-age": String(PREFLIGHT_SECONDS),
});
