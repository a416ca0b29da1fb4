import { z } from "zod";
import { ApiError } from "../../errors/index.ts";
import { reserveTry, setupKeys } from "../backoff.ts";
import type { WebContext } from "../context.ts";
import { hashSecret, newId } from "../ids.ts";
import { nameKeyOf, nameSchema } from "../names.ts";
import { newPasswordHash, passwordSchema } from "../newPassword.ts";
import { createRouter, publicProcedure } from "../procedure.ts";

const tokenSchema = z.string().min(1).max(128);

export type SetupStatus = "open" | "link-invalid" | "done";

export const setup = createRouter({
  status: publicProcedure
    .input(z.strictObject({ token: tokenSchema.nullable() }))
    .query(async ({ ctx, input }): Promise<{ readonly status: SetupStatus; readonly expiresAtMs: number | null }> => {
      if (await ctx.accounts.hasUsers()) return { status: "done", expiresAtMs: null };
      const found = input.token === null ? null : await ctx.accounts.findSetupToken(hashSecret(input.token));
      if (found === null || found.expiresAtMs <= ctx.nowMs) return { status: "link-invalid", expiresAtMs: null };
      return { status: "open", expiresAtMs: found.expiresAtMs };
    }),
  /** Works once: the token goes with the first admin's row. */
  createAdmin: publicProcedure
    .input(z.strictObject({ token: tokenSchema, name: nameSchema, password: passwordSchema }))
    .mutation(async ({ ctx, input }) => {
      const { accounts, nowMs } = ctx;
      if (await accounts.hasUsers()) throw alreadySetUp();
      // Before the costly hash: nobody without the link may burn this machine's time.
      const tokenHash = hashSecret(input.token);
      const found = await accounts.findSetupToken(tokenHash);
      if (found === null || found.expiresAtMs <= nowMs) {
        await slowDown(ctx);
        throw linkInvalid();
      }
      const user = {
        id: newId("u"),
        name: input.name,
        nameKey: nameKeyOf(input.name),
        role: "admin" as const,
        status: "active" as const,
        passwordHash: await newPasswordHash(input.password, input.name),
        createdAtMs: nowMs,
      };
      const outcome = await accounts.createFirstAdmin({ tokenHash, user, nowMs });
      if (outcome === "already-set-up") throw alreadySetUp();
      if (outcome === "token-invalid") throw linkInvalid();
      return { userId: user.id };
    }),
});

const alreadySetUp = (): ApiError => new ApiError("ALREADY_SET_UP", "the first admin exists; sign in instead");
const linkInvalid = (): ApiError => new ApiError("SETUP_LINK_INVALID", "this set-up link is spent or has expired");

/** Guessing links is hopeless anyway; this keeps the guessing quiet. */
async function slowDown({ accounts, address, nowMs }: WebContext): Promise<void> {
  const wait = await reserveTry(accounts, setupKeys(address), { at: "set-up", subject: "nobody", address, nowMs });
  if (wait !== null) throw new ApiError("TOO_MANY", "wait a moment", { untilMs: wait.untilMs });
}
