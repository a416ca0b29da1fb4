import { z } from "zod";
import { PROCEDURE_GROUPS } from "../../engine/router.ts";
import { ApiError } from "../../errors/index.ts";
import { authorOf } from "../author.ts";
import { listApiKeys } from "../listApiKeys.ts";
import { makeApiKey, newApiKeySchema } from "../newApiKey.ts";
import { createRouter, procedure } from "../procedure.ts";
import { assertSteppedUp } from "../stepUp.ts";

export const apiKeys = createRouter({
  list: procedure("admin").query(({ ctx }) => listApiKeys(ctx.accounts, ctx.nowMs)),
  /** What a key can be narrowed to. */
  groups: procedure("admin").query((): readonly string[] => PROCEDURE_GROUPS),
  /** The key is told this once. */
  create: procedure("admin")
    .input(newApiKeySchema)
    .mutation(async ({ ctx, input }) => {
      // A key outlives the session that made it: nobody leaves one behind in somebody else's browser.
      await assertSteppedUp(ctx);
      const { key, row } = makeApiKey(input, { kind: "user", id: ctx.caller.id }, ctx.nowMs);
      await ctx.accounts.createApiKey(row);
      return { id: row.id, key };
    }),
  revoke: procedure("admin")
    .input(z.strictObject({ id: z.string().min(1).max(64) }))
    .mutation(async ({ ctx, input }) => {
      if ((await ctx.accounts.revokeApiKey(input.id, ctx.nowMs, authorOf(ctx.caller))) === "not-found")
        throw new ApiError("NOT_FOUND", "no such key");
      return { id: input.id };
    }),
});
