import { ANONYMOUS, type Caller } from "@evenkeel/api/caller";
import { type Ended, resolveSession, type Standing, type User } from "@evenkeel/api/web";
import { cache } from "react";
import { openAccounts } from "./accounts.ts";
import { readClaim } from "./auth.ts";

export type SignedIn = { readonly caller: Extract<Caller, { kind: "user" }>; readonly name: User["name"] };

/** The cookie's claim, checked against the session row, once per request; null without a cookie. */
const findStanding = cache(async (): Promise<Standing | null> => {
  const claim = await readClaim();
  return claim === null ? null : resolveSession(openAccounts(), claim, Date.now());
});

export async function findSignedIn(): Promise<SignedIn | null> {
  const standing = await findStanding();
  if (standing?.kind !== "standing") return null;
  const { user, session } = standing;
  const caller = {
    kind: "user",
    id: user.id,
    role: user.role,
    sessionId: session.id,
    sessionVersion: session.version,
  } as const;
  return { caller, name: user.name };
}

export const findCaller = async (): Promise<Caller> => (await findSignedIn())?.caller ?? ANONYMOUS;

/** Why the session of this cookie stands no more; null where it does, or there is none. */
export async function findEnded(): Promise<Ended | null> {
  const standing = await findStanding();
  return standing?.kind === "ended" ? standing.because : null;
}
