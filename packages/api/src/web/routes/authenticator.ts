import { z } from "zod";
import { ApiError } from "../../errors/index.ts";
import { authorOf } from "../author.ts";
import type { UserContext } from "../context.ts";
import { toBase32 } from "../factor/base32.ts";
import { hashRecoveryCode, newRecoveryCodes, readTypedCode } from "../factor/recoveryCodes.ts";
import { sealSecret } from "../factor/secondFactor.ts";
import { matchingStep, newTotpSecret, totpUri } from "../factor/totp.ts";
import { createRouter, procedure } from "../procedure.ts";
import { assertFresh, assertSteppedUp, findOwn } from "../stepUp.ts";

/** Time enough to find the phone. */
const ENROLMENT_LIFE_MS = 10 * 60_000;

const enrolmentPurpose = (userId: string): string => `enrolment:${userId}`;
const enrolmentSchema = z.strictObject({ secret: z.string(), untilMs: z.number() });

/** Adding the first only adds protection; replacing one could take it away from its owner. */
async function assertMayEnrol(ctx: UserContext): Promise<void> {
  const enrolled = await ctx.accounts.findSecondFactor(ctx.caller.id);
  await (enrolled === null ? assertFresh(ctx) : assertSteppedUp(ctx));
}

/** What `begin` handed out, if it was for this user and not long ago. Until it is confirmed it is nowhere else. */
function openEnrolment({ sealer, caller, nowMs }: UserContext, sealed: string): Buffer {
  const opened = sealer.open(sealed, enrolmentPurpose(caller.id));
  const enrolment = opened === null ? null : enrolmentSchema.parse(JSON.parse(opened));
  if (enrolment === null || enrolment.untilMs <= nowMs)
    throw new ApiError("ENROLMENT_EXPIRED", "this secret is too old; begin again");
  return Buffer.from(enrolment.secret, "base64url");
}

const change = ({ caller, nowMs }: UserContext) => ({ userId: caller.id, by: authorOf(caller), nowMs });

/** Codes to show once, and what is kept of them. */
function makeCodes({ caller }: UserContext) {
  const codes = newRecoveryCodes();
  return { codes, codeHashes: codes.map((code) => hashRecoveryCode(caller.id, code)) };
}

const noneYet = (): ApiError => new ApiError("NOT_FOUND", "there is no authenticator yet");

export const authenticator = createRouter({
  status: procedure("viewer").query(async ({ ctx }) => {
    const factor = await ctx.accounts.findSecondFactor(ctx.caller.id);
    return factor === null ? null : { sinceMs: factor.confirmedAtMs, codesLeft: factor.codesLeft };
  }),
  /** A new secret, told to its owner only. Nothing is in force before `confirm`. */
  begin: procedure("viewer").mutation(async ({ ctx }) => {
    await assertMayEnrol(ctx);
    const { user } = await findOwn(ctx);
    const secret = newTotpSecret();
    const untilMs = ctx.nowMs + ENROLMENT_LIFE_MS;
    const enrolment = JSON.stringify({ secret: secret.toString("base64url"), untilMs });
    return {
      secret: toBase32(secret),
      uri: totpUri(secret, user.name),
      enrolment: ctx.sealer.seal(enrolment, enrolmentPurpose(user.id)),
      untilMs,
    };
  }),
  /** A current code shows that the authenticator has the secret. Answers the recovery codes, this once. */
  confirm: procedure("viewer")
    .input(z.strictObject({ enrolment: z.string().min(1).max(1_000), code: z.string().min(1).max(64) }))
    .mutation(async ({ ctx, input }) => {
      await assertMayEnrol(ctx);
      const secret = openEnrolment(ctx, input.enrolment);
      const step = matchingStep(secret, readTypedCode(input.code).digits, ctx.nowMs);
      if (step === null)
        throw new ApiError(
          "PROOF_REFUSED",
          "this code does not fit; check the clock of your phone and try the next one",
        );
      const { codes, codeHashes } = makeCodes(ctx);
      const sealedSecret = sealSecret(ctx.sealer, ctx.caller.id, secret);
      await ctx.accounts.putSecondFactor({ ...change(ctx), sealedSecret, lastStep: step, codeHashes });
      return { codes };
    }),
  renewCodes: procedure("viewer").mutation(async ({ ctx }) => {
    await assertSteppedUp(ctx);
    const { codes, codeHashes } = makeCodes(ctx);
    if ((await ctx.accounts.putRecoveryCodes({ ...change(ctx), codeHashes })) === "not-found") throw noneYet();
    return { codes };
  }),
  remove: procedure("viewer").mutation(async ({ ctx }) => {
    await assertSteppedUp(ctx);
    const keepSessionId = ctx.caller.sessionId;
    if ((await ctx.accounts.removeSecondFactor({ ...change(ctx), keepSessionId })) === "not-found") throw noneYet();
    return { id: ctx.caller.id };
  }),
});
