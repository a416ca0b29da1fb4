import { z } from "zod";
import { ROLES, roleSuffices } from "../../caller/caller.ts";
import { ApiError } from "../../errors/index.ts";
import type { User, UserChangeOutcome } from "../accounts.ts";
import { authorOf } from "../author.ts";
import type { UserContext } from "../context.ts";
import { newId } from "../ids.ts";
import { nameKeyOf, nameSchema } from "../names.ts";
import { newPasswordHash, passwordSchema } from "../newPassword.ts";
import { createRouter, procedure } from "../procedure.ts";
import { assertSteppedUp } from "../stepUp.ts";
import { showSession } from "./session.ts";

const userSchema = z.strictObject({ id: z.string().min(1).max(64) });
const roleSchema = z.enum(ROLES);

/** What leaves the server of a user; the hash never does. */
const show = ({ id, name, role, status, createdAtMs }: User) => ({ id, name, role, status, createdAtMs });

const noSuchUser = (): ApiError => new ApiError("NOT_FOUND", "no such user");

function settle(outcome: UserChangeOutcome, id: string): { readonly id: string } {
  switch (outcome) {
    case "changed":
      return { id };
    case "not-found":
      throw noSuchUser();
    case "last-admin":
      throw new ApiError("LAST_ADMIN", "somebody must stay an active admin");
  }
}

const change = ({ caller, nowMs }: UserContext, userId: string) => ({ userId, by: authorOf(caller), nowMs });

export const users = createRouter({
  list: procedure("admin").query(async ({ ctx }) =>
    (await ctx.accounts.listUsers(ctx.nowMs)).map(({ user, ...facts }) => ({ ...show(user), ...facts })),
  ),
  create: procedure("admin")
    .input(z.strictObject({ name: nameSchema, role: roleSchema, password: passwordSchema }))
    .mutation(async ({ ctx, input }) => {
      await assertSteppedUp(ctx);
      const user: User = {
        id: newId("u"),
        name: input.name,
        nameKey: nameKeyOf(input.name),
        role: input.role,
        status: "active",
        passwordHash: await newPasswordHash(input.password, input.name),
        createdAtMs: ctx.nowMs,
      };
      if ((await ctx.accounts.createUser(user, authorOf(ctx.caller))) === "name-taken")
        throw new ApiError("NAME_TAKEN", "somebody has this name already");
      return show(user);
    }),
  /** Ends the user's open sessions: they sign in again with the new standing. */
  setRole: procedure("admin")
    .input(userSchema.extend({ role: roleSchema }))
    .mutation(async ({ ctx, input }) => {
      const user = await ctx.accounts.findUser(input.id);
      if (user === null) throw noSuchUser();
      if (!roleSuffices(user.role, input.role)) await assertSteppedUp(ctx);
      return settle(await ctx.accounts.setRole({ ...change(ctx, input.id), role: input.role }), input.id);
    }),
  disable: procedure("admin")
    .input(userSchema)
    .mutation(async ({ ctx, input }) =>
      settle(await ctx.accounts.setStatus({ ...change(ctx, input.id), status: "disabled" }), input.id),
    ),
  /** Brings back a role, and with an admin's every API key they made. */
  enable: procedure("admin")
    .input(userSchema)
    .mutation(async ({ ctx, input }) => {
      await assertSteppedUp(ctx);
      return settle(await ctx.accounts.setStatus({ ...change(ctx, input.id), status: "active" }), input.id);
    }),
  /** For who lost phone and recovery codes: the password alone signs in until a new authenticator is added. */
  resetAuthenticator: procedure("admin")
    .input(userSchema)
    .mutation(async ({ ctx, input }) => {
      await assertSteppedUp(ctx);
      const outcome = await ctx.accounts.removeSecondFactor({ ...change(ctx, input.id), keepSessionId: null });
      if (outcome === "not-found") throw new ApiError("NOT_FOUND", "this user has no authenticator");
      return { id: input.id };
    }),
  sessions: procedure("admin")
    .input(userSchema)
    .query(async ({ ctx, input }) =>
      (await ctx.accounts.listSessions(input.id, ctx.nowMs)).map((each) => showSession(each, ctx.caller.sessionId)),
    ),
  endSessions: procedure("admin")
    .input(userSchema)
    .mutation(async ({ ctx, input }) => {
      const keepSessionId = input.id === ctx.caller.id ? ctx.caller.sessionId : null;
      return { ended: await ctx.accounts.endSessions({ ...change(ctx, input.id), keepSessionId }) };
    }),
});
