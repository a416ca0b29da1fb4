import { z } from "zod";
import type { KnownCaller } from "../caller/authorise.ts";
import { ApiError } from "../errors/index.ts";
import { authorOf } from "./author.ts";
import { commandIdSchema } from "./command.ts";
import type { EngineContext } from "./context.ts";
import { createRouter, procedure } from "./procedure.ts";

const CREDENTIAL_LENGTH_MAX = 512;
const PASSPHRASE_LENGTH_MAX = 1_024;

/** Printable ASCII without spaces: what venues give out, and nothing that was pasted along with it. */
const credentialSchema = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]+$/, "letters, digits and signs without spaces")
  .min(8)
  .max(CREDENTIAL_LENGTH_MAX);
const keyIdSchema = z.string().min(1).max(64);
const givenSchema = z.strictObject({
  id: commandIdSchema,
  venue: z.string().min(1).max(32),
  label: z.string().trim().min(1).max(64),
  apiKey: credentialSchema,
  secret: credentialSchema,
});

const changing = procedure("admin").use(async ({ ctx, next }) => {
  await ctx.assertCurrent();
  await ctx.assertSteppedUp();
  return next();
});

type Context = Pick<EngineContext, "door"> & { readonly caller: KnownCaller };

/** What went wrong inside is logged there; a caller learns that it may ask again, under the same id. */
async function ask<T>(context: Context, work: (desk: EngineContext["door"]["venueKeys"]) => Promise<T>): Promise<T> {
  try {
    return await work(context.door.venueKeys);
  } catch (cause) {
    throw Object.assign(new ApiError("ENGINE_UNAVAILABLE", "the engine could not do it just now; ask again"), {
      cause,
    });
  }
}

export const venueKeys = createRouter({
  list: procedure("viewer").query(({ ctx }) => ask(ctx, (desk) => desk.list())),
  add: changing
    .input(givenSchema)
    .mutation(({ ctx, input }) => ask(ctx, (desk) => desk.add(input, authorOf(ctx.caller)))),
  replace: changing
    .input(givenSchema.extend({ replaces: keyIdSchema }))
    .mutation(({ ctx, input: { replaces, ...given } }) =>
      ask(ctx, (desk) => desk.replace(replaces, given, authorOf(ctx.caller))),
    ),
  probe: procedure("operator")
    .input(z.strictObject({ id: keyIdSchema }))
    .mutation(async ({ ctx, input }) => {
      await ctx.assertCurrent();
      return ask(ctx, (desk) => desk.probe(input.id, authorOf(ctx.caller)));
    }),
  retire: changing
    .input(z.strictObject({ id: keyIdSchema }))
    .mutation(({ ctx, input }) => ask(ctx, (desk) => desk.retire(input.id, authorOf(ctx.caller)))),
  rotateKek: changing
    .input(
      z.discriminatedUnion("kind", [
        z.strictObject({ kind: z.literal("file") }),
        z.strictObject({ kind: z.literal("command") }),
        z.strictObject({ kind: z.literal("passphrase"), passphrase: z.string().min(1).max(PASSPHRASE_LENGTH_MAX) }),
      ]),
    )
    .mutation(({ ctx, input }) => {
      // The key-encryption key belongs to the machine: files and passphrases are not for a browser to give.
      if (ctx.caller.kind !== "owner")
        throw new ApiError("FORBIDDEN", "only the command line of the engine's own machine may do this");
      return ask(ctx, (desk) => desk.rotateKek(input, authorOf(ctx.caller)));
    }),
});
