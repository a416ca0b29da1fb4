import type { Config } from "@evenkeel/core/events";
import { z } from "zod";
import type { Role } from "../caller/caller.ts";

/** The client makes the id once per intention and repeats it when it asks again. */
export const commandIdSchema = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, "8 to 64 letters, digits, _ or -");
const REASON_LENGTH_MAX = 200;
const reasonSchema = z.string().trim().max(REASON_LENGTH_MAX).default("");
const notionalSchema = z.string().regex(/^(?!0+(\.0+)?$)\d{1,12}(\.\d{1,8})?$/, "a positive decimal amount");

export const levelCommandSchema = z.strictObject({ id: commandIdSchema, reason: reasonSchema });
export const openPairSchema = z.strictObject({
  id: commandIdSchema,
  reason: reasonSchema,
  venue: z.string().min(1).max(32),
  perpetualSymbol: z.string().min(1).max(64),
  /** Where to be long of the same perpetual. Without it the coin is bought at `venue`. */
  longVenue: z.string().min(1).max(32).optional(),
  notional: notionalSchema,
});
export const closePairSchema = z.strictObject({
  id: commandIdSchema,
  reason: reasonSchema,
  pairId: z.string().min(1).max(64),
});
export const cancelOrderSchema = z.strictObject({
  id: commandIdSchema,
  reason: reasonSchema,
  venue: z.string().min(1).max(32),
  /** As the venue's list of open orders names it. */
  order: z.string().min(1).max(64),
});
/** What the owner says the money was: moved in or out, or a gain or loss that nothing explains. */
export const BOOK_AS = ["transfer", "adjustment"] as const;
export type BookAs = (typeof BOOK_AS)[number];
/** Whoever overrules the books, or adds to them, says why. */
const whySchema = z.string().trim().min(1, "say why").max(REASON_LENGTH_MAX);
export const acceptVenueSchema = z.strictObject({
  id: commandIdSchema,
  reason: whySchema,
  venue: z.string().min(1).max(32),
  print: z.string().regex(/^[0-9a-f]{16}$/, "the 16 digits that name the differences"),
  as: z.enum(BOOK_AS),
});

const decimalSchema = z.string().regex(/^(?!0+(\.0+)?$)\d{1,18}(\.\d{1,18})?$/, "a positive decimal number");
const marketSchema = z.strictObject({
  venue: z.string().min(1).max(32),
  kind: z.enum(["spot", "perpetual"]),
  symbol: z.string().min(1).max(64),
});
export const adoptPairSchema = z.strictObject({
  id: commandIdSchema,
  reason: whySchema,
  long: marketSchema,
  short: marketSchema.extend({ kind: z.literal("perpetual").default("perpetual") }),
  /** Base amount of each leg. */
  quantity: decimalSchema,
  /** What was paid. Without it the venue's own entry price counts, and for coins what they are worth. */
  longPrice: decimalSchema.nullable().default(null),
  shortPrice: decimalSchema.nullable().default(null),
});
export type AdoptedMarket = z.infer<typeof marketSchema>;
export const drillSchema = z.strictObject({
  id: commandIdSchema,
  reason: reasonSchema,
  venue: z.string().min(1).max(32),
});

export type CommandBody =
  | { readonly kind: "freeze" }
  | { readonly kind: "reduce" }
  | { readonly kind: "flatten" }
  | { readonly kind: "resume" }
  | {
      readonly kind: "open-pair";
      readonly venue: string;
      readonly perpetualSymbol: string;
      readonly longVenue: string | null;
      readonly notional: string;
    }
  | { readonly kind: "close-pair"; readonly pairId: string }
  | { readonly kind: "cancel-order"; readonly venue: string; readonly order: string }
  | { readonly kind: "drill"; readonly venue: string }
  | { readonly kind: "accept-venue"; readonly venue: string; readonly print: string; readonly as: BookAs }
  | {
      readonly kind: "adopt-pair";
      readonly long: AdoptedMarket;
      readonly short: AdoptedMarket;
      readonly quantity: string;
      readonly longPrice: string | null;
      readonly shortPrice: string | null;
    }
  | { readonly kind: "change-config"; readonly config: Config; readonly base: number };

export type SubmittedCommand = { readonly id: string; readonly reason: string; readonly body: CommandBody };

export type CommandAuthor = { readonly kind: "user" | "api-key" | "owner"; readonly id: string; readonly role: Role };

/** `accepted`: stored and in the loop, its work may go on. `done` and `refused` are final. */
export type CommandState = "accepted" | "done" | "refused";

export type CommandReceipt = {
  readonly id: string;
  readonly kind: CommandBody["kind"];
  readonly state: CommandState;
  readonly atMs: number;
  readonly authorId: string;
  /** The pair it opens or closes; null where there is none. */
  readonly pairId: string | null;
  /** Stable code of the outcome or of the refusal ("frozen", "pair-unknown"). */
  readonly code: string;
  /** What happened so far, truthfully ("3 pairs closing; not flat yet"). */
  readonly text: string;
};

/** `id-reused`: the id belongs to another command, or to this one for another reason. The same command again answers its receipt again. */
export type SubmitOutcome =
  | { readonly kind: "received"; readonly receipt: CommandReceipt }
  | { readonly kind: "id-reused" };
