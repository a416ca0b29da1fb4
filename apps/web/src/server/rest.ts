import { type CookieStanding, createRestHandler } from "@evenkeel/api/rest";
import { apiKeyDirectory, createIdentifier, sessionDirectory } from "@evenkeel/api/web";
import { ownOrigin, readEnv } from "../env.ts";
import { openAccounts } from "./accounts.ts";
import { addressOf } from "./address.ts";
import { findEnded, findSignedIn } from "./caller.ts";
import { tellRequest } from "./log.ts";
import { report } from "./report.ts";
import { reportError } from "./telemetry.ts";

async function findCookieStanding(): Promise<CookieStanding | null> {
  const signedIn = await findSignedIn();
  if (signedIn !== null) return { kind: "standing", caller: signedIn.caller };
  const because = await findEnded();
  return because === null ? null : { kind: "ended", because };
}

function tellFailure(error: unknown): void {
  report(`the facade failed: ${error instanceof Error ? error.message : String(error)}`);
  reportError(error);
}

function open(): (request: Request) => Promise<Response> {
  const env = readEnv();
  const accounts = openAccounts();
  return createRestHandler({
    engineUrl: env.EVENKEEL_ENGINE_URL.replace(/\/+$/, ""),
    engineSecret: env.EVENKEEL_ENGINE_SECRET,
    origins: { own: ownOrigin(env), allowed: env.EVENKEEL_API_ORIGINS },
    identify: createIdentifier({
      secret: env.EVENKEEL_ENGINE_SECRET,
      ownerSecret: null,
      sessions: sessionDirectory(accounts, Date.now),
      apiKeys: apiKeyDirectory(accounts, Date.now, tellFailure),
      nowMs: Date.now,
    }),
    session: findCookieStanding,
    addressOf: (request) => addressOf(request.headers.get("x-forwarded-for"), env.EVENKEEL_PROXY_HOPS),
    told: tellRequest,
    report: tellFailure,
    nowMs: Date.now,
  });
}

let handler: ReturnType<typeof open> | null = null;

/** One for the life of the process: it remembers how often who asked. */
export function answerRest(request: Request): Promise<Response> {
  handler ??= open();
  return handler(request);
}
