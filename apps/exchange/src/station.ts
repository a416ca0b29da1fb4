import type { VenueName } from "@evenkeel/exchange-sim";
import type { Family, Wire } from "@evenkeel/exchange-sim/wire";
import type { FaultLayer } from "./fault/layer.ts";
import type { Venue } from "./venue.ts";

/** One venue in this process: its state, its protocol in front of it, and its faults. */
export interface Station {
  readonly name: VenueName;
  readonly venue: Venue;
  readonly wire: Wire;
  /** What goes wrong between the two and the clients. */
  readonly faults: FaultLayer;
  readonly traffic: { requests: number };
}

export const familiesOf = (stations: readonly Station[]): readonly Family[] =>
  stations.flatMap(({ wire }) => wire.families);

/** By the family's name. */
export const stationOf = (stations: readonly Station[], family: string): Station | undefined =>
  stations.find(({ wire }) => wire.families.some(({ name }) => name === family));
