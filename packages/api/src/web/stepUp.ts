import { ApiError } from "../errors/index.ts";
import type { SessionWithUser, SignInProof } from "./accounts.ts";
import { reserveTry, settleTry, stepUpKeys } from "./backoff.ts";
import type { UserContext } from "./context.ts";
import { readClaim, takeClaim } from "./factor/secondFactor.ts";
import { verifyPassword } from "./passwords/hash.ts";

/** How long a proof counts. */
export const STEP_UP_LIFE_MS = 5 * 60_000;

const sessionEnded = (): ApiError => new ApiError("SESSION_ENDED", "this session was ended; sign in again");

export async function findOwn({ accounts, caller }: UserContext): Promise<SessionWithUser> {
  const found = await accounts.findSession(caller.sessionId);
  if (found === null) throw sessionEnded();
  return found;
}

const steppedUp = ({ session }: SessionWithUser, nowMs: number): boolean => (session.steppedUpUntilMs ?? 0) > nowMs;

const stepUpRequired = (): ApiError => new ApiError("STEP_UP_REQUIRED", "confirm that it is you");

export async function assertSteppedUp(ctx: UserContext): Promise<void> {
  if (!steppedUp(await findOwn(ctx), ctx.nowMs)) throw stepUpRequired();
}

/** For what only adds protection: whoever signed in a moment ago need not say it again. */
export async function assertFresh(ctx: UserContext): Promise<void> {
  const own = await findOwn(ctx);
  const signedInJustNow = ctx.nowMs < own.session.createdAtMs + STEP_UP_LIFE_MS;
  if (!signedInJustNow && !steppedUp(own, ctx.nowMs)) throw stepUpRequired();
}

/** As slow to guess as a sign-in, and only for this session. */
async function tryOnce<T>(ctx: UserContext, work: () => Promise<T | null>, refusal: string): Promise<T> {
  const { accounts, caller, address, nowMs } = ctx;
  const keys = stepUpKeys(caller.sessionId, address);
  const wait = await reserveTry(accounts, keys, { at: "step-up", subject: caller.id, address, nowMs });
  if (wait !== null) throw new ApiError("TOO_MANY", "too many tries; wait a moment", { untilMs: wait.untilMs });
  const proven = await work();
  if (proven === null) throw new ApiError("PROOF_REFUSED", refusal);
  await settleTry(accounts, keys);
  return proven;
}

export const provePassword = (ctx: UserContext, password: string): Promise<SignInProof> =>
  tryOnce(
    ctx,
    async () => ((await verifyPassword(password, (await findOwn(ctx)).user.passwordHash)) ? "password" : null),
    "this is not your password",
  );

/** By the authenticator where there is one, else by the password. */
export async function prove(ctx: UserContext, typed: string): Promise<SignInProof> {
  const { accounts, caller, sealer, nowMs } = ctx;
  const factor = await accounts.findSecondFactor(caller.id);
  if (factor === null) return provePassword(ctx, typed);
  return tryOnce(
    ctx,
    () => takeClaim(accounts, caller.id, readClaim(sealer, factor, typed, nowMs), nowMs),
    "this code does not fit, or it was used before; wait for the next one",
  );
}
