import { z } from "zod";
import { ApiError } from "../../errors/index.ts";
import { mintToken, TOKEN_LIFE_SECONDS } from "../../token/token.ts";
import type { Session } from "../accounts.ts";
import { authorOf } from "../author.ts";
import { newPasswordHash, passwordSchema } from "../newPassword.ts";
import { createRouter, procedure } from "../procedure.ts";
import { findOwn, prove, provePassword, STEP_UP_LIFE_MS } from "../stepUp.ts";

const sessionIdSchema = z.string().min(1).max(64);

/** What leaves the server of a session. */
export const showSession = (session: Session, currentId: string) => ({
  id: session.id,
  createdAtMs: session.createdAtMs,
  lastSeenAtMs: session.lastSeenAtMs,
  expiresAtMs: session.expiresAtMs,
  address: session.address,
  userAgent: session.userAgent,
  current: session.id === currentId,
});

export const session = createRouter({
  me: procedure("viewer").query(async ({ ctx }) => {
    const { user } = await findOwn(ctx);
    const factor = await ctx.accounts.findSecondFactor(user.id);
    return {
      id: user.id,
      name: user.name,
      role: user.role,
      sessionId: ctx.caller.sessionId,
      /** What `stepUp` takes. */
      provenBy: factor === null ? ("password" as const) : ("code" as const),
    };
  }),
  list: procedure("viewer").query(async ({ ctx }) => {
    const open = await ctx.accounts.listSessions(ctx.caller.id, ctx.nowMs);
    return open.map((each) => showSession(each, ctx.caller.sessionId));
  }),
  /** One's own sessions only; an admin ends others' in the list of users. */
  revoke: procedure("viewer")
    .input(z.strictObject({ id: sessionIdSchema }))
    .mutation(async ({ ctx, input }) => {
      const outcome = await ctx.accounts.revokeSession({
        id: input.id,
        userId: ctx.caller.id,
        because: "ended",
        by: authorOf(ctx.caller),
        nowMs: ctx.nowMs,
      });
      if (outcome === "not-found") throw new ApiError("NOT_FOUND", "no such session");
      return { id: input.id };
    }),
  revokeOthers: procedure("viewer").mutation(async ({ ctx }) => ({
    ended: await ctx.accounts.endSessions({
      userId: ctx.caller.id,
      keepSessionId: ctx.caller.sessionId,
      by: authorOf(ctx.caller),
      nowMs: ctx.nowMs,
    }),
  })),
  /** Says again that it is this person: by the authenticator where there is one, else by the password. */
  stepUp: procedure("viewer")
    .input(z.strictObject({ proof: z.string().min(1).max(1_000) }))
    .mutation(async ({ ctx, input }) => {
      const untilMs = ctx.nowMs + STEP_UP_LIFE_MS;
      const proof = await prove(ctx, input.proof);
      const by = authorOf(ctx.caller);
      await ctx.accounts.stepUp({ id: ctx.caller.sessionId, untilMs, proof, by, nowMs: ctx.nowMs });
      return { untilMs };
    }),
  /** The old one proves it. Every other session ends. */
  changePassword: procedure("viewer")
    .input(z.strictObject({ current: passwordSchema, next: passwordSchema }))
    .mutation(async ({ ctx, input }) => {
      const { user } = await findOwn(ctx);
      await provePassword(ctx, input.current);
      const outcome = await ctx.accounts.setPasswordHash({
        userId: user.id,
        passwordHash: await newPasswordHash(input.next, user.name),
        keepSessionId: ctx.caller.sessionId,
        by: authorOf(ctx.caller),
        nowMs: ctx.nowMs,
      });
      if (outcome === "not-found") throw new ApiError("NOT_FOUND", "no such user");
      return { id: user.id };
    }),
});

export const engineToken = createRouter({
  mint: procedure("viewer").mutation(({ ctx }) => {
    const { id, role, sessionId, sessionVersion } = ctx.caller;
    const claims = { userId: id, role, sessionId, sessionVersion, requestId: ctx.requestId };
    return { token: mintToken(claims, ctx.engineSecret, ctx.nowMs), lifeSeconds: TOKEN_LIFE_SECONDS };
  }),
});
