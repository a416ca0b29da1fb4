import type { CommandId, InstrumentIndex, PlanId, VenueId } from "../ids/index.ts";
import type { Config } from "./config.ts";

export type Author = {
  /** `owner`: whoever can read this installation's own files, by the command line or the configuration file. */
  readonly kind: "user" | "api-key" | "owner" | "system";
  readonly id: string;
  readonly role: "viewer" | "operator" | "admin";
};

/** The only way back into the flow. Applied once by id, whoever sends it again. */
export type Command = {
  readonly id: CommandId;
  readonly author: Author;
  readonly reason: string;
  readonly body:
    | { readonly kind: "freeze" }
    | { readonly kind: "reduce" }
    | { readonly kind: "flatten" }
    /** Lifts FREEZE, REDUCE or FLATTEN, and a halt once the books agree again. */
    | { readonly kind: "resume" }
    | {
        readonly kind: "open-pair";
        /** What to be short of. */
        readonly perpetual: InstrumentIndex;
        /** Where to be long of the same perpetual; `null` buys the coin at the short's own venue. */
        readonly longVenue: VenueId | null;
        readonly notional: string;
      }
    /** The smallest round trip and a FLATTEN at one venue. */
    | { readonly kind: "drill"; readonly venue: VenueId }
    | { readonly kind: "close-pair"; readonly plan: PlanId }
    /** Takes one order back, ours or a stranger's, by the name the venue's list of open orders has for it. */
    | { readonly kind: "cancel-order"; readonly venue: VenueId; readonly order: string }
    /** Takes the venue's word for exactly the differences that `print` names; `as` is what the owner says money was. */
    | {
        readonly kind: "accept-venue";
        readonly venue: VenueId;
        readonly print: string;
        readonly as: "transfer" | "adjustment";
      }
    /** Takes what is at the venues already, and in no books of ours, under guard as a pair. */
    | {
        readonly kind: "adopt-pair";
        readonly long: InstrumentIndex;
        readonly short: InstrumentIndex;
        /** Base amount of each leg. */
        readonly quantity: string;
        /** What the owner says was paid; `null`: what the venue says, or what it is worth. */
        readonly longPrice: string | null;
        readonly shortPrice: string | null;
      }
    /** All of the owner's numbers as they shall be. Refused unless `base` is the version that runs. */
    | { readonly kind: "change-config"; readonly config: Config; readonly base: number };
};
