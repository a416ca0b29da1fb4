import { TICK_KINDS, type TickKind } from "./shape.ts";

/** Plain counters since the start of the process. */
export type KindCounts = {
  /** Rows the database has. */
  written: number;
  /** Lost: the buffer was full, storing was paused, the rows could never be written, or there was no time at the end. */
  dropped: number;
  /** Not numbers a market can have; never buffered. */
  refused: number;
  /** There already. */
  repeated: number;
};

export type TickStats = {
  readonly kinds: Readonly<Record<TickKind, Readonly<KindCounts> & { readonly buffered: number }>>;
  readonly written: number;
  readonly dropped: number;
  readonly buffered: number;
  /** Age of the oldest row that waits; 0 when none does. */
  readonly lagMs: number;
  readonly lastError: string | null;
  /** Why nothing is taken in at the moment. */
  readonly paused: string | null;
};

export const createCounts = (): Record<TickKind, KindCounts> =>
  Object.fromEntries(TICK_KINDS.map((kind) => [kind, { written: 0, dropped: 0, refused: 0, repeated: 0 }])) as Record<
    TickKind,
    KindCounts
  >;

export const sumOf = (counts: Readonly<Record<TickKind, KindCounts>>, key: keyof KindCounts): number =>
  TICK_KINDS.reduce((sum, kind) => sum + counts[kind][key], 0);
