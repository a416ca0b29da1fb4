import { createHash } from "node:crypto";
import { ANONYMOUS, type Caller } from "../caller/caller.ts";
import { ApiError } from "../errors/index.ts";
import { OWNER_TOKEN_PREFIX, verifyOwnerToken } from "../token/ownerToken.ts";
import { verifyToken } from "../token/token.ts";
import type { ApiKeyDirectory, SessionDirectory, StandingKey } from "./door.ts";

export const API_KEY_PREFIX = "ek_";
const CREDENTIAL_LENGTH_MAX = 2_048;

export const hashApiKey = (key: string): string => createHash("sha256").update(key).digest("hex");

export type Identified = {
  readonly caller: Caller;
  /** Asks the directories again. Rejects when they cannot say. */
  readonly isCurrent: () => Promise<boolean>;
  /** Asks too; see EngineContext. */
  readonly isSteppedUp: () => Promise<boolean>;
  /** The request of the dashboard that let this caller in. */
  readonly requestId?: string | undefined;
};

export type Identifier = (credential: string | null) => Promise<Identified>;

const sessionEnded = (): ApiError => new ApiError("SESSION_ENDED", "this session was ended; sign in again");

/** Turns a token or an API key into a caller, or throws one of the coded errors. */
export function createIdentifier(options: {
  readonly secret: string;
  /** Null: nobody is taken for the owner. */
  readonly ownerSecret: string | null;
  readonly sessions: SessionDirectory;
  readonly apiKeys: ApiKeyDirectory;
  readonly nowMs: () => number;
}): Identifier {
  const isExpired = ({ expiresAtMs }: StandingKey): boolean => expiresAtMs !== null && expiresAtMs <= options.nowMs();

  const identifyKey = async (key: string): Promise<Identified> => {
    const hash = hashApiKey(key);
    const found = await reach(() => options.apiKeys.findByHash(hash));
    if (found === null) throw new ApiError("TOKEN_INVALID", "this API key is not known");
    if (isExpired(found)) throw new ApiError("TOKEN_EXPIRED", "this API key has expired");
    const caller: Caller = { kind: "apiKey", id: found.id, role: found.role, only: found.only };
    return {
      caller,
      // Nobody changes a key; it is there as it was made, or it is not.
      isCurrent: async () => {
        const now = await options.apiKeys.findByHash(hash);
        return now !== null && !isExpired(now);
      },
      isSteppedUp: async () => false,
    };
  };

  const identifyOwner = (token: string): Identified => {
    const outcome = options.ownerSecret === null ? null : verifyOwnerToken(token, options.ownerSecret, options.nowMs());
    if (outcome === null || !outcome.ok) throw new ApiError("TOKEN_INVALID", "this token is not valid");
    const caller: Caller = { kind: "owner", id: outcome.name, role: "admin" };
    return { caller, isCurrent: async () => true, isSteppedUp: async () => true };
  };

  const identifyToken = async (token: string): Promise<Identified> => {
    const outcome = verifyToken(token, options.secret, options.nowMs());
    if (!outcome.ok) {
      if (outcome.failure === "expired") throw new ApiError("TOKEN_EXPIRED", "this token has expired");
      throw new ApiError("TOKEN_INVALID", "this token is not valid");
    }
    const { userId, role, sessionId, sessionVersion, requestId } = outcome.claims;
    const isCurrent = (): Promise<boolean> => options.sessions.isCurrent(sessionId, sessionVersion);
    if (!(await reach(isCurrent))) throw sessionEnded();
    return {
      caller: { kind: "user", id: userId, role, sessionId, sessionVersion },
      isCurrent,
      isSteppedUp: () => options.sessions.isSteppedUp(sessionId),
      requestId,
    };
  };

  return async (credential) => {
    if (credential === null) return { caller: ANONYMOUS, isCurrent: async () => true, isSteppedUp: async () => false };
    if (credential.length > CREDENTIAL_LENGTH_MAX) throw new ApiError("TOKEN_INVALID", "this token is not valid");
    if (credential.startsWith(OWNER_TOKEN_PREFIX)) return identifyOwner(credential);
    return credential.startsWith(API_KEY_PREFIX) ? identifyKey(credential) : identifyToken(credential);
  };
}

/** A directory that cannot answer proves nothing: nobody new gets in. */
async function reach<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    throw Object.assign(new ApiError("STORE_UNAVAILABLE", "sessions cannot be checked just now"), { cause });
  }
}

export async function assertSteppedUp(identified: Identified): Promise<void> {
  if (await reach(identified.isSteppedUp)) return;
  throw identified.caller.kind === "apiKey"
    ? new ApiError("FORBIDDEN", "an API key cannot do this; a person must")
    : new ApiError("STEP_UP_REQUIRED", "confirm that it is you");
}

export async function assertCurrent(identified: Identified): Promise<void> {
  if (!(await reach(identified.isCurrent))) throw sessionEnded();
}
