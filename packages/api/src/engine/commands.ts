import { z } from "zod";
import type { KnownCaller } from "../caller/authorise.ts";
import { ApiError } from "../errors/index.ts";
import { authorOf } from "./author.ts";
import {
  acceptVenueSchema,
  adoptPairSchema,
  type CommandBody,
  type CommandReceipt,
  cancelOrderSchema,
  closePairSchema,
  commandIdSchema,
  drillSchema,
  levelCommandSchema,
  openPairSchema,
} from "./command.ts";
import type { EngineContext } from "./context.ts";
import { createRouter, procedure } from "./procedure.ts";

async function submit(
  context: Pick<EngineContext, "door"> & { readonly caller: KnownCaller },
  input: { readonly id: string; readonly reason: string },
  body: CommandBody,
): Promise<CommandReceipt> {
  const command = { id: input.id, reason: input.reason, body };
  const outcome = await context.door.submit(command, authorOf(context.caller)).catch((cause: unknown) => {
    throw Object.assign(new ApiError("ENGINE_UNAVAILABLE", "the engine could not take the command; ask by its id"), {
      cause,
    });
  });
  if (outcome.kind === "id-reused")
    throw new ApiError("COMMAND_ID_REUSED", "this command id already belongs to another command", { id: input.id });
  return outcome.receipt;
}

/**
 * Stopping must work even while the store cannot confirm the session (the token and the recheck stand for it).
 * Whatever can add risk asks the store first.
 */
const stopping = (kind: "freeze" | "reduce" | "flatten") =>
  procedure("operator")
    .input(levelCommandSchema)
    .mutation(({ ctx, input }) => submit(ctx, input, { kind }));

export const commands = createRouter({
  freeze: stopping("freeze"),
  reduce: stopping("reduce"),
  flatten: stopping("flatten"),
  resume: procedure("admin")
    .input(levelCommandSchema)
    .mutation(async ({ ctx, input }) => {
      await ctx.assertCurrent();
      // Lifting a halt, or going on after FLATTEN, says "I looked": that it is really this person is asked again.
      const { state, killLevel } = ctx.door.health().status;
      if (state === "halted" || killLevel === "flatten") await ctx.assertSteppedUp();
      return submit(ctx, input, { kind: "resume" });
    }),
  openPair: procedure("operator")
    .input(openPairSchema)
    .mutation(async ({ ctx, input }) => {
      await ctx.assertCurrent();
      const { venue, perpetualSymbol, longVenue = null, notional } = input;
      return submit(ctx, input, { kind: "open-pair", venue, perpetualSymbol, longVenue, notional });
    }),
  closePair: procedure("operator")
    .input(closePairSchema)
    .mutation(({ ctx, input }) => submit(ctx, input, { kind: "close-pair", pairId: input.pairId })),
  /** Takes one resting order back, ours or not: what an order of ours was for, its pair decides anew. */
  cancelOrder: procedure("operator")
    .input(cancelOrderSchema)
    .mutation(({ ctx, input }) => {
      const { venue, order } = input;
      return submit(ctx, input, { kind: "cancel-order", venue, order });
    }),
  /** Takes the venue's word over the books, for exactly the differences that were shown. */
  acceptVenue: procedure("admin")
    .input(acceptVenueSchema)
    .mutation(async ({ ctx, input }) => {
      await ctx.assertCurrent();
      await ctx.assertSteppedUp();
      const { venue, print, as } = input;
      return submit(ctx, input, { kind: "accept-venue", venue, print, as });
    }),
  /** Takes what somebody made by hand at the venues under guard, as a pair. */
  adoptPair: procedure("admin")
    .input(adoptPairSchema)
    .mutation(async ({ ctx, input }) => {
      await ctx.assertCurrent();
      await ctx.assertSteppedUp();
      const { long, short, quantity, longPrice, shortPrice } = input;
      return submit(ctx, input, { kind: "adopt-pair", long, short, quantity, longPrice, shortPrice });
    }),
  /** The smallest round trip and a FLATTEN at one venue; nothing may be open. */
  drill: procedure("admin")
    .input(drillSchema)
    .mutation(async ({ ctx, input }) => {
      await ctx.assertCurrent();
      await ctx.assertSteppedUp();
      return submit(ctx, input, { kind: "drill", venue: input.venue });
    }),
  get: procedure("viewer")
    .input(z.strictObject({ id: commandIdSchema }))
    .query(async ({ ctx, input }) => {
      const receipt = await ctx.door.findCommand(input.id);
      if (receipt === null) throw new ApiError("NOT_FOUND", "no command has this id", { id: input.id });
      return receipt;
    }),
});
