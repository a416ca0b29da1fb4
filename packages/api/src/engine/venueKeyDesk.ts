import type { CommandAuthor } from "./command.ts";

export type VenueEnvironment = "simulation" | "testnet" | "live";

/**
 * `in-use`: the running engine trades with it. `next-start`: takes over when the engine starts again; keys are never
 * changed under a running engine. `leaving`: still in use, out of it at the next start.
 */
export type VenueKeyState = "in-use" | "next-start" | "leaving" | "retired";

export type VenueKeyNotice = {
  readonly level: "INFO" | "WARNING" | "CRITICAL";
  /** Stable: "may-move-funds-out", "no-ip-restriction". */
  readonly code: string;
  /** One sentence with the advice in it. */
  readonly text: string;
};

/** Everything there is to know of a key but the key. */
export type VenueKeyView = {
  readonly id: string;
  readonly venue: string;
  readonly environment: VenueEnvironment;
  readonly label: string;
  /** The last four characters of the API key. */
  readonly hint: string;
  readonly state: VenueKeyState;
  readonly accountId: string | null;
  readonly permissions: "trade" | "read-only" | "may-move-funds-out" | "unknown";
  readonly ipRestricted: boolean | null;
  readonly expiresAtMs: number | null;
  readonly notices: readonly VenueKeyNotice[];
  readonly addedBy: {
    readonly kind: "user" | "api-key" | "owner" | "system";
    readonly id: string;
    readonly name: string;
  };
  readonly addedAtMs: number;
  readonly probedAtMs: number | null;
  readonly retiredAtMs: number | null;
};

export type VenueKeyList = {
  /** Which environment this engine trades in: keys are added for it. */
  readonly environment: VenueEnvironment;
  readonly venues: readonly string[];
  readonly keys: readonly VenueKeyView[];
  /** What the secrets are sealed with, by name only. */
  readonly sealedWith: { readonly kind: "file" | "passphrase" | "command"; readonly fingerprint: string };
};

export type VenueKeyRefusal = {
  readonly kind: "refused";
  /** Stable: "may-move-funds-out", "another-account", "pairs-open". */
  readonly code: string;
  readonly text: string;
};
export type VenueKeyOutcome =
  | { readonly kind: "done"; readonly key: VenueKeyView; readonly text: string }
  | VenueKeyRefusal;
export type KekOutcome = { readonly kind: "done"; readonly count: number; readonly text: string } | VenueKeyRefusal;

export type KekTarget =
  | { readonly kind: "file" }
  | { readonly kind: "command" }
  | { readonly kind: "passphrase"; readonly passphrase: string };

export type GivenVenueKey = {
  /** Made by the client once per intention: the same one again answers what it did. */
  readonly id: string;
  readonly venue: string;
  readonly label: string;
  readonly apiKey: string;
  readonly secret: string;
};

/** Takes secrets and never gives one. The engine process fills it. */
export type VenueKeyDesk = {
  readonly list: () => Promise<VenueKeyList>;
  /** Asks the venue first; what may move money out, or may not trade, is not stored. */
  readonly add: (given: GivenVenueKey, author: CommandAuthor) => Promise<VenueKeyOutcome>;
  /** Another key of the same account. */
  readonly replace: (id: string, given: GivenVenueKey, author: CommandAuthor) => Promise<VenueKeyOutcome>;
  readonly probe: (id: string, author: CommandAuthor) => Promise<VenueKeyOutcome>;
  readonly retire: (id: string, author: CommandAuthor) => Promise<VenueKeyOutcome>;
  readonly rotateKek: (to: KekTarget, author: CommandAuthor) => Promise<KekOutcome>;
};
