import type { VenueName } from "@evenkeel/exchange-sim";

/** An account at one venue: the name its owner gave it, and the key the venue knows it by. */
export interface ControlAccount {
  readonly venue: VenueName;
  readonly name: string;
  readonly key: string;
}
