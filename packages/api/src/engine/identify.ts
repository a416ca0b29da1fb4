import { createHash } from "node:crypto";
import { ANONYMOUS, type Caller } from "../caller/caller.ts";
import { ApiError } from "../errors/index.ts";
import { verifyToken } from "../token/token.ts";
import type { ApiKeyDirectory, SessionDirectory } from "./door.ts";

export const API_KEY_PREFIX = "ek_";
const CREDENTIAL_LENGTH_MAX = 2_048;

export const hashApiKey = (key: string): string => createHash("sha256").update(key).digest("hex");

export type Identified = {
  readonly caller: Caller;
  /** Asks the directories again. Rejects when they cannot say. */
  readonly isCurrent: () => Promise<boolean>;
};

export type Identifier = (credential: string | null) => Promise<Identified>;

const sessionEnded = (): ApiError => new ApiError("SESSION_ENDED", "this session was ended; sign in again");

/** Turns a token or an API key into a caller, or throws one of the coded errors. */
export function createIdentifier(options: {
  readonly secret: string;
  readonly sessions: SessionDirectory;
  readonly apiKeys: ApiKeyDirectory;
  readonly nowMs: () => number;
}): Identifier {
  const identifyKey = async (key: string): Promise<Identified> => {
    const hash = hashApiKey(key);
    const found = await reach(() => options.apiKeys.findByHash(hash));
    if (found === null) throw new ApiError("TOKEN_INVALID", "this API key is not known");
    const caller: Caller = { kind: "apiKey", id: found.id, role: found.role };
    return { caller, isCurrent: async () => (await options.apiKeys.findByHash(hash))?.role === found.role };
  };

  const identifyToken = async (token: string): Promise<Identified> => {
    const outcome = verifyToken(token, options.secret, options.nowMs());
    if (!outcome.ok) {
      if (outcome.failure === "expired") throw new ApiError("TOKEN_EXPIRED", "this token has expired");
      throw new ApiError("TOKEN_INVALID", "this token is not valid");
    }
    const { userId, role, sessionId, sessionVersion } = outcome.claims;
    const isCurrent = (): Promise<boolean> => options.sessions.isCurrent(sessionId, sessionVersion);
    if (!(await reach(isCurrent))) throw sessionEnded();
    return { caller: { kind: "user", id: userId, role, sessionId, sessionVersion }, isCurrent };
  };

  return async (credential) => {
    if (credential === null) return { caller: ANONYMOUS, isCurrent: async () => true };
    if (credential.length > CREDENTIAL_LENGTH_MAX) throw new ApiError("TOKEN_INVALID", "this token is not valid");
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

export async function assertCurrent(identified: Identified): Promise<void> {
  if (!(await reach(identified.isCurrent))) throw sessionEnded();
}
