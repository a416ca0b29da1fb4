import { z } from "zod";
import { ROLES } from "../../caller/caller.ts";
import { API_KEY_PREFIX, hashApiKey } from "../../engine/identify.ts";
import { ApiError } from "../../errors/index.ts";
import { newId, newSecret } from "../ids.ts";
import { createRouter, procedure } from "../procedure.ts";

export const apiKeys = createRouter({
  list: procedure("admin").query(async ({ ctx }) =>
    (await ctx.accounts.listApiKeys()).map(({ keyHash: _hidden, ...shown }) => shown),
  ),
  /** The key is told this once. */
  create: procedure("admin")
    .input(z.strictObject({ label: z.string().trim().min(1).max(64), role: z.enum(ROLES) }))
    .mutation(async ({ ctx, input }) => {
      const key = `${API_KEY_PREFIX}${newSecret()}`;
      const id = newId("k");
      await ctx.accounts.createApiKey({
        id,
        label: input.label,
        role: input.role,
        keyHash: hashApiKey(key),
        createdByUserId: ctx.caller.id,
        createdAtMs: ctx.nowMs,
        revokedAtMs: null,
      });
      return { id, key };
    }),
  revoke: procedure("admin")
    .input(z.strictObject({ id: z.string().min(1).max(64) }))
    .mutation(async ({ ctx, input }) => {
      if ((await ctx.accounts.revokeApiKey(input.id, ctx.nowMs)) === "not-found")
        throw new ApiError("NOT_FOUND", "no such key");
      return { id: input.id };
    }),
});
