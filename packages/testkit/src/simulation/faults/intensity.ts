import { FAULT_NAMES, type FaultName, MIX_NAMES, MIXES, type MixName } from "@evenkeel/exchange-sim";
import { createRandom } from "../random.ts";
import { BETWEEN_MIXES, BETWEEN_NAMES, type BetweenName, type BetweenRates } from "./between.ts";

/** How often each thing goes wrong in one run. A day is a day of the venue's time. */
export type Intensities = {
  readonly venue: Readonly<Record<FaultName, number>>;
  readonly between: BetweenRates;
};

/** The same weather for everything. */
export const INTENSITIES: Readonly<Record<MixName, Intensities>> = Object.fromEntries(
  MIX_NAMES.map((name) => [name, { venue: MIXES[name], between: BETWEEN_MIXES[name] }]),
) as Record<MixName, Intensities>;

/** Where a fault stays away, another one has more to break: one in seven is left out of a seed. */
const WEATHER: readonly MixName[] = ["none", "calm", "calm", "normal", "normal", "normal", "storm"];

/** Each fault has its own weather in each seed, from calm to storm. */
export function drawIntensities(seed: number): Intensities {
  const random = createRandom(seed ^ 0x3c6e_f372);
  const draw = (): MixName => WEATHER[random.below(WEATHER.length)] ?? "normal";
  const venue = FAULT_NAMES.map((name): [FaultName, number] => [name, MIXES[draw()][name]]);
  const between = BETWEEN_NAMES.map((name): [BetweenName, number] => [name, BETWEEN_MIXES[draw()][name]]);
  return {
    venue: Object.fromEntries(venue) as Intensities["venue"],
    between: Object.fromEntries(between) as Intensities["between"],
  };
}
