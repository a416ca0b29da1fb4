import type { Author, Config, ConfigChange, ConfigPatch } from "@evenkeel/core/events";
import type { CommandAuthor, CommandReceipt } from "../command.ts";

/** One of the owner's numbers, in words. */
export type ConfigKeyView = {
  /** `section.key` */
  readonly path: string;
  readonly label: string;
  readonly unit: string;
  readonly help: string;
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
  /** Which way it lets more risk through; `either` asks for the same care both ways. */
  readonly looser: "up" | "down" | "either";
  /** When a change is felt: at once, or by pairs opened after it. */
  readonly effect: "now" | "new-pairs";
  readonly shipped: number;
};

export type ConfigView = {
  readonly version: number;
  readonly config: Config;
  readonly keys: readonly ConfigKeyView[];
  /** Allowed, and worth a second thought. */
  readonly notices: readonly ConfigNotice[];
  /** The owner's file, and why it is not in force, if it is not. */
  readonly file: { readonly path: string; readonly problem: string | null } | null;
};

export type ConfigNotice = { readonly path: string; readonly message: string };
export type ConfigMove = ConfigChange & { readonly tendency: "tighten" | "loosen" };

export type ConfigRefusal = { readonly code: string; readonly path: string; readonly message: string };

/** What a patch would do to the running configuration, or the first thing that is wrong with it. */
export type ConfigPreview =
  | {
      readonly kind: "possible";
      readonly base: number;
      readonly changes: readonly ConfigMove[];
      readonly loosens: boolean;
      readonly notices: readonly ConfigNotice[];
    }
  | { readonly kind: "refused"; readonly refusal: ConfigRefusal }
  /** Asked about a version that runs no more. */
  | { readonly kind: "stale"; readonly running: number }
  | { readonly kind: "no-such-version"; readonly version: number };

export type ConfigVersionView = {
  readonly version: number;
  readonly atMs: number;
  readonly author: Author;
  /** What a user or an API key is called; `null` for others, and for one that is gone. */
  readonly authorName: string | null;
  readonly reason: string;
  readonly changes: readonly ConfigMove[];
};

export type ConfigAsked = { readonly id: string; readonly base: number; readonly reason: string };

/** What is wanted: some numbers, or all of an earlier version. */
export type ConfigWish =
  | { readonly kind: "patch"; readonly patch: ConfigPatch }
  | { readonly kind: "version"; readonly version: number };

export type ConfigOutcome =
  | { readonly kind: "received"; readonly receipt: CommandReceipt }
  | { readonly kind: "id-reused" }
  | { readonly kind: "refused"; readonly refusal: ConfigRefusal }
  | { readonly kind: "stale"; readonly running: number }
  | { readonly kind: "no-such-version"; readonly version: number };

/** The owner's numbers as the engine shows and takes them. */
export type ConfigDoor = {
  readonly view: () => ConfigView;
  /** Has no effect. Without a base it is asked about what runs. */
  readonly preview: (wish: ConfigWish, base: number | null) => Promise<ConfigPreview>;
  /**
   * Resolves when the change is durable and in force. The same id again answers again. Without `mayLoosen` a change
   * that loosens is taken as one judged on another version: stale.
   */
  readonly change: (
    wish: ConfigWish,
    asked: ConfigAsked,
    author: CommandAuthor,
    mayLoosen: boolean,
  ) => Promise<ConfigOutcome>;
  /** Newest first, below `beforeVersion` when given. */
  readonly history: (limit: number, beforeVersion: number | null) => Promise<readonly ConfigVersionView[]>;
};
