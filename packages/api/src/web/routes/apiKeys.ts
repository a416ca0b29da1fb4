import { z } from "zod";
import { PROCEDURE_GROUPS } from "../../engine/router.ts";
import { ApiError } from "../../errors/index.ts";
import type { Accounts, ApiKey, User } from "../accounts.ts";
import { makeApiKey, newApiKeySchema } from "../newApiKey.ts";
import { createRouter, procedure } from "../procedure.ts";

async function findMakers(accounts: Accounts, keys: readonly ApiKey[]): Promise<ReadonlyMap<string, User>> {
  const ids = new Set(keys.flatMap(({ author }) => (author.kind === "user" ? [author.id] : [])));
  const users = await Promise.all([...ids].map((id) => accounts.findUser(id)));
  return new Map(users.flatMap((user) => (user === null ? [] : [[user.id, user] as const])));
}

export const apiKeys = createRouter({
  list: procedure("admin").query(async ({ ctx }) => {
    const keys = await ctx.accounts.listApiKeys();
    const makers = await findMakers(ctx.accounts, keys);
    return keys.map(({ keyHash: _hidden, author, ...shown }) => {
      const user = author.kind === "user" ? makers.get(author.id) : undefined;
      const stands = author.kind === "owner" || (user?.role === "admin" && user.status === "active");
      return { ...shown, author: { kind: author.kind, name: user?.name ?? author.id, stands } };
    });
  }),
  /** What a key can be narrowed to. */
  groups: procedure("admin").query((): readonly string[] => PROCEDURE_GROUPS),
  /** The key is told this once. */
  create: procedure("admin")
    .input(newApiKeySchema)
    .mutation(async ({ ctx, input }) => {
      const { key, row } = makeApiKey(input, { kind: "user", id: ctx.caller.id }, ctx.nowMs);
      await ctx.accounts.createApiKey(row);
      return { id: row.id, key };
    }),
  revoke: procedure("admin")
    .input(z.strictObject({ id: z.string().min(1).max(64) }))
    .mutation(async ({ ctx, input }) => {
      if ((await ctx.accounts.revokeApiKey(input.id, ctx.nowMs)) === "not-found")
        throw new ApiError("NOT_FOUND", "no such key");
      return { id: input.id };
    }),
});
