import { z } from "zod";
import type { CommandBody, CommandReceipt } from "../../engine/command.ts";
import { momentMs, text } from "./common.ts";
import { wordsOf } from "./words.ts";

/** A refused one is no answer but an error: COMMAND_REFUSED. */
export type TakenCommand = CommandReceipt & { readonly state: "accepted" | "done" };

export const receipt: z.ZodType<TakenCommand> = z.strictObject({
  id: text.meta({ description: "The Idempotency-Key." }),
  kind: wordsOf<CommandBody["kind"]>({
    freeze: true,
    reduce: true,
    flatten: true,
    resume: true,
    "open-pair": true,
    "close-pair": true,
    "cancel-order": true,
    "accept-venue": true,
    "adopt-pair": true,
    drill: true,
    "change-config": true,
  }),
  state: wordsOf<TakenCommand["state"]>({ accepted: true, done: true }).meta({
    description: "accepted: stored, its work goes on; send the same key again to ask how far. done: final.",
  }),
  atMs: momentMs,
  authorId: text,
  pairId: text.nullable().meta({ description: "The pair it opens or closes." }),
  code: text,
  text,
});
