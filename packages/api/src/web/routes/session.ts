import { z } from "zod";
import { ApiError } from "../../errors/index.ts";
import { mintToken, TOKEN_LIFE_SECONDS } from "../../token/token.ts";
import { createRouter, procedure } from "../procedure.ts";

const sessionIdSchema = z.string().min(1).max(64);

export const session = createRouter({
  me: procedure("viewer").query(async ({ ctx }) => {
    const user = await ctx.accounts.findUser(ctx.caller.id);
    if (user === null) throw new ApiError("SESSION_ENDED", "this session was ended; sign in again");
    return { id: user.id, name: user.name, role: user.role, sessionId: ctx.caller.sessionId };
  }),
  list: procedure("viewer").query(async ({ ctx }) => {
    const open = await ctx.accounts.listSessions(ctx.caller.id, ctx.nowMs);
    return open.map(({ id, createdAtMs, lastSeenAtMs, expiresAtMs, address, userAgent }) => ({
      id,
      createdAtMs,
      lastSeenAtMs,
      expiresAtMs,
      address,
      userAgent,
      current: id === ctx.caller.sessionId,
    }));
  }),
  /** One's own sessions only; an admin ends others' by disabling the user. */
  revoke: procedure("viewer")
    .input(z.strictObject({ id: sessionIdSchema }))
    .mutation(async ({ ctx, input }) => {
      const outcome = await ctx.accounts.revokeSession({ id: input.id, userId: ctx.caller.id, nowMs: ctx.nowMs });
      if (outcome === "not-found") throw new ApiError("NOT_FOUND", "no such session");
      return { id: input.id };
    }),
});

export const engineToken = createRouter({
  mint: procedure("viewer").mutation(({ ctx }) => {
    const { id, role, sessionId, sessionVersion } = ctx.caller;
    const claims = { userId: id, role, sessionId, sessionVersion };
    return { token: mintToken(claims, ctx.engineSecret, ctx.nowMs), lifeSeconds: TOKEN_LIFE_SECONDS };
  }),
});
