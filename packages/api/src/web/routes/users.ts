import { z } from "zod";
import { ROLES } from "../../caller/caller.ts";
import { ApiError } from "../../errors/index.ts";
import type { User, UserChangeOutcome } from "../accounts.ts";
import { newId } from "../ids.ts";
import { nameKeyOf, nameSchema } from "../names.ts";
import { newPasswordHash, passwordSchema } from "../newPassword.ts";
import { createRouter, procedure } from "../procedure.ts";

const userIdSchema = z.string().min(1).max(64);
const roleSchema = z.enum(ROLES);

/** What leaves the server of a user; the hash never does. */
const show = ({ id, name, role, status, createdAtMs }: User) => ({ id, name, role, status, createdAtMs });

function settle(outcome: UserChangeOutcome, id: string): { readonly id: string } {
  switch (outcome) {
    case "changed":
      return { id };
    case "not-found":
      throw new ApiError("NOT_FOUND", "no such user");
    case "last-admin":
      throw new ApiError("LAST_ADMIN", "somebody must stay an active admin");
  }
}

export const users = createRouter({
  list: procedure("admin").query(async ({ ctx }) => (await ctx.accounts.listUsers()).map(show)),
  create: procedure("admin")
    .input(z.strictObject({ name: nameSchema, role: roleSchema, password: passwordSchema }))
    .mutation(async ({ ctx, input }) => {
      const user: User = {
        id: newId("u"),
        name: input.name,
        nameKey: nameKeyOf(input.name),
        role: input.role,
        status: "active",
        passwordHash: await newPasswordHash(input.password, input.name),
        createdAtMs: ctx.nowMs,
      };
      if ((await ctx.accounts.createUser(user)) === "name-taken")
        throw new ApiError("NAME_TAKEN", "somebody has this name already");
      return show(user);
    }),
  /** Ends the user's open sessions: they sign in again with the new standing. */
  setRole: procedure("admin")
    .input(z.strictObject({ id: userIdSchema, role: roleSchema }))
    .mutation(async ({ ctx, input }) =>
      settle(await ctx.accounts.setRole({ userId: input.id, role: input.role }), input.id),
    ),
  disable: procedure("admin")
    .input(z.strictObject({ id: userIdSchema }))
    .mutation(async ({ ctx, input }) =>
      settle(await ctx.accounts.setStatus({ userId: input.id, status: "disabled" }), input.id),
    ),
  enable: procedure("admin")
    .input(z.strictObject({ id: userIdSchema }))
    .mutation(async ({ ctx, input }) =>
      settle(await ctx.accounts.setStatus({ userId: input.id, status: "active" }), input.id),
    ),
});
