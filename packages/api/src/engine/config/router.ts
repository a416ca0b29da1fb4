import type { ConfigPatch } from "@evenkeel/core/events";
import { z } from "zod";
import { authorise, type KnownCaller } from "../../caller/authorise.ts";
import { ApiError } from "../../errors/index.ts";
import { authorOf } from "../author.ts";
import { type CommandReceipt, commandIdSchema } from "../command.ts";
import type { EngineContext } from "../context.ts";
import { createRouter, procedure } from "../procedure.ts";
import type { ConfigAsked, ConfigPreview, ConfigWish } from "./door.ts";

const HISTORY_PAGE_MAX = 100;
const PATCH_LENGTH_MAX = 8_192;
const REASON_LENGTH_MAX = 200;
const VERSION_MAX = 2 ** 31 - 1;

/** Bounded here; its keys and numbers are the engine's question, which names the first that is wrong. */
const patchSchema = z
  .custom<ConfigPatch>(
    (given) =>
      typeof given === "object" &&
      given !== null &&
      !Array.isArray(given) &&
      JSON.stringify(given).length <= PATCH_LENGTH_MAX,
    "an object of sections, each with the numbers to change",
  )
  .meta({
    type: "object",
    additionalProperties: { type: "object", additionalProperties: { type: "number" } },
    examples: [{ size: { pairsMax: 3 } }],
  });
const versionSchema = z.int().min(1).max(VERSION_MAX);
const askedSchema = z.strictObject({
  id: commandIdSchema,
  base: versionSchema,
  reason: z.string().trim().max(REASON_LENGTH_MAX).default(""),
});

export const changeConfigSchema = askedSchema.extend({ patch: patchSchema });

type Context = Pick<EngineContext, "door" | "assertCurrent" | "assertSteppedUp"> & { readonly caller: KnownCaller };

/**
 * Tightening is the operator's. Whatever lets more risk through, a revert above all, is the admin's, who proves who
 * they are: judged on the very version the change is made on, which the engine refuses once it runs no more.
 */
async function change(context: Context, wish: ConfigWish, asked: ConfigAsked): Promise<CommandReceipt> {
  await context.assertCurrent();
  const door = context.door.config;
  const preview = await door.preview(wish, asked.base);
  if (preview.kind === "refused" || preview.kind === "no-such-version") throw errorOf(preview);
  // One on a version that runs no more may have been made before: the engine knows it by its id and answers again.
  const mayLoosen = preview.kind === "possible" && preview.loosens;
  if (mayLoosen) {
    authorise(context.caller, "admin", "config.change");
    await context.assertSteppedUp();
  }
  const outcome = await door.change(wish, asked, authorOf(context.caller), mayLoosen).catch((cause: unknown) => {
    throw Object.assign(new ApiError("ENGINE_UNAVAILABLE", "the engine could not take the change; ask by its id"), {
      cause,
    });
  });
  switch (outcome.kind) {
    case "id-reused":
      throw new ApiError("COMMAND_ID_REUSED", "this command id already belongs to another command", { id: asked.id });
    case "received":
      if (outcome.receipt.code === "config-changed") throw stale(context.door.config.view().version);
      return outcome.receipt;
    default:
      throw errorOf(outcome);
  }
}

const stale = (running: number): ApiError =>
  new ApiError("CONFIG_CHANGED", `the configuration was changed meanwhile: version ${running} runs`, { running });

function errorOf(wrong: Exclude<ConfigPreview, { kind: "possible" }>): ApiError {
  switch (wrong.kind) {
    case "stale":
      return stale(wrong.running);
    case "no-such-version":
      return new ApiError("NOT_FOUND", `there is no version ${wrong.version}`, { version: wrong.version });
    case "refused": {
      const { code, path, message } = wrong.refusal;
      return new ApiError("CONFIG_REFUSED", message, { reason: code, path });
    }
  }
}

export const config = createRouter({
  get: procedure("viewer").query(({ ctx }) => ctx.door.config.view()),
  /** What a patch or a return to an earlier version would do. No effect. */
  preview: procedure("viewer")
    .input(
      z.union([
        z.strictObject({ patch: patchSchema, base: versionSchema.optional() }),
        z.strictObject({ version: versionSchema, base: versionSchema.optional() }),
      ]),
    )
    .query(({ ctx, input }) => {
      const wish: ConfigWish =
        "patch" in input ? { kind: "patch", patch: input.patch } : { kind: "version", version: input.version };
      return ctx.door.config.preview(wish, input.base ?? null);
    }),
  change: procedure("operator")
    .input(changeConfigSchema)
    .mutation(({ ctx, input: { patch, ...asked } }) => change(ctx, { kind: "patch", patch }, asked)),
  revert: procedure("operator")
    .input(askedSchema.extend({ version: versionSchema }))
    .mutation(({ ctx, input: { version, ...asked } }) => change(ctx, { kind: "version", version }, asked)),
  history: procedure("viewer")
    .input(
      z
        .strictObject({
          limit: z.int().min(1).max(HISTORY_PAGE_MAX).default(HISTORY_PAGE_MAX),
          beforeVersion: versionSchema.nullable().default(null),
        })
        .prefault({}),
    )
    .query(({ ctx, input }) => ctx.door.config.history(input.limit, input.beforeVersion)),
});
