import { ANONYMOUS, type Caller } from "@evenkeel/api/caller";
import { resolveSession, type User } from "@evenkeel/api/web";
import { cache } from "react";
import { openAccounts } from "./accounts.ts";
import { readClaim } from "./auth.ts";

export type SignedIn = { readonly caller: Extract<Caller, { kind: "user" }>; readonly name: User["name"] };

/** The cookie's claim, checked against the session row, once per request. */
export const findSignedIn = cache(async (): Promise<SignedIn | null> => {
  const claim = await readClaim();
  if (claim === null) return null;
  const found = await resolveSession(openAccounts(), claim, Date.now());
  if (found === null) return null;
  const { user, session } = found;
  const caller = {
    kind: "user",
    id: user.id,
    role: user.role,
    sessionId: session.id,
    sessionVersion: session.version,
  } as const;
  return { caller, name: user.name };
});

export const findCaller = async (): Promise<Caller> => (await findSignedIn())?.caller ?? ANONYMOUS;
