import { followVolume, hourProfile, VOLUME_DAYS } from "../decision/volume.ts";
import type { ColdEvent } from "../events/index.ts";
import type { InstrumentIndex } from "../ids/index.ts";
import { leadingLeg } from "../position/leg.ts";
import type { Pair } from "../position/pair.ts";
import { openPairs } from "../position/portfolio.ts";
import { DAY_MS, HOUR_MS, type VenueTimeMs } from "../units/index.ts";
import { audit, emit, savePair } from "./emit.ts";
import type { EngineState } from "./state.ts";

/** Once for an entry that is spread over time. Its first part does not wait: nothing is late for want of an answer. */
export function askVolume(state: EngineState, pair: Pair): void {
  if (pair.schedule.kind !== "twap") return;
  const { venue, instrument } = leadingLeg(pair);
  const hour = Math.floor(state.venueNowMs / HOUR_MS) * HOUR_MS;
  emit(state, { kind: "read-volume", venue, instrument, since: (hour - VOLUME_DAYS * DAY_MS) as VenueTimeMs });
}

export function onHourlyVolume(state: EngineState, event: Extract<ColdEvent, { kind: "hourly-volume" }>): void {
  const profile = hourProfile(event.hours);
  for (const pair of spreadAt(state, event.instrument)) {
    if (pair.schedule.kind !== "twap") continue;
    if (profile === null) {
      sayEven(state, pair, "not enough hours");
      continue;
    }
    const startsAt = (state.venueNowMs - (state.wallNowMs - pair.schedule.startedAt)) as VenueTimeMs;
    pair.schedule = followVolume(pair.schedule, profile, startsAt);
    audit(state, pair.plan, "entry-scheduled", { schedule: "vwap", hours: event.hours.length });
    savePair(state, pair);
  }
}

export function onVolumeFailed(state: EngineState, instrument: InstrumentIndex, why: string): void {
  for (const pair of spreadAt(state, instrument)) sayEven(state, pair, why);
}

/** Without volume every part is as large as the other: said beside the plan, because it is not what was wanted. */
const sayEven = (state: EngineState, { plan }: Pair, why: string): void =>
  audit(state, plan, "entry-scheduled", { schedule: "twap", why });

const spreadAt = ({ portfolio }: EngineState, instrument: InstrumentIndex): readonly Pair[] =>
  [...openPairs(portfolio)].filter(
    (pair) => pair.stage === "opening" && pair.schedule.kind === "twap" && leadingLeg(pair).instrument === instrument,
  );
