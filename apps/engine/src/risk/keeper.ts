import type { EngineState } from "@evenkeel/core/engine";
import type { EngineEvent } from "@evenkeel/core/events";
import type { InstrumentIndex, VenueId } from "@evenkeel/core/ids";
import { bestClear } from "@evenkeel/core/opportunity";
import type { Compute, PriceHistory } from "@evenkeel/core/ports";
import { openPairCount } from "@evenkeel/core/position";
import { SECOND_MS, type VenueTimeMs, type WallTimeMs } from "@evenkeel/core/units";
import { createHours, type Markets } from "./hours.ts";
import { askQuestion, heldPairs, marketsOf } from "./question.ts";

/** The market moves without the portfolio's version moving. */
const ASK_EVERY_MS = 30 * SECOND_MS;
/** While an entry is under way the version moves with every fill. */
const ASK_PAUSE_MS = SECOND_MS;
/** While the answer fails nothing is entered: what was missing may be there by now. */
const ASK_FAILED_MS = 5 * SECOND_MS;

export type RiskKeeperOptions = {
  readonly state: EngineState;
  readonly compute: Compute;
  /** Of the venues that tell something of the past. */
  readonly histories: ReadonlyMap<VenueId, PriceHistory>;
  readonly dispatch: (event: EngineEvent) => void;
  readonly nowMs: () => WallTimeMs;
  readonly venueNowMs: () => VenueTimeMs;
  readonly warn: (message: string) => void;
};

export type RiskKeeper = {
  /** Hangs on the engine's own pulse: looks at prices, and asks when there is something new to ask. */
  readonly pulse: () => void;
  /** Times the portfolio moved while the workers were busy: that version was never asked about. */
  readonly skipped: () => number;
  readonly close: () => Promise<void>;
};

/** Reads the state between two steps, changes none of it; what comes back is an event like any other. */
export function createRiskKeeper(options: RiskKeeperOptions): RiskKeeper {
  const { state, compute, dispatch } = options;
  const hours = createHours(options.histories, (symbol, { code, message }) =>
    options.warn(`no price history of ${symbol}: ${code} ${message}`),
  );
  let announced = false;
  let busy = false;
  let skipped = 0;
  let askedVersion = -1;
  let skippedVersion = -1;
  let askedAtMs = 0;

  const wanted = (): Markets[] => {
    const held = heldPairs(state).map(marketsOf);
    const best = bestClear(state.candidates);
    if (best < 0) return held;
    // Whatever is entered next is this one, carry or spread: its past is there before it is held.
    const [long = 0, short = 0] = [state.candidates.long[best], state.candidates.short[best]];
    return [...held, { long: long as InstrumentIndex, short: short as InstrumentIndex }];
  };

  const ask = async (wallMs: WallTimeMs): Promise<void> => {
    const question = askQuestion(state, hours, wallMs);
    if (question === null) return;
    busy = true;
    askedVersion = question.portfolioVersion;
    askedAtMs = wallMs;
    const answer = await compute.assess(question);
    busy = false;
    const stamps = { venueTimeMs: options.venueNowMs(), receivedAtMs: options.nowMs() };
    dispatch(
      answer.ok
        ? { kind: "risk-numbers", numbers: answer.value, ...stamps }
        : { kind: "risk-numbers-failed", why: answer.error, ...stamps },
    );
  };

  /** Pairs found at the start are measured before anything is added to them. The books know them before the venue told a market. */
  const announce = (): void => {
    if (announced) return;
    announced = true;
    if (openPairCount(state.portfolio) === 0) return;
    const why = { code: "not-asked-yet", message: "the pairs found at the start are not measured yet" } as const;
    const stamps = { venueTimeMs: options.venueNowMs(), receivedAtMs: options.nowMs() };
    dispatch({ kind: "risk-numbers-failed", why, ...stamps });
  };

  return {
    pulse() {
      announce();
      if (state.phase !== "ready" || !state.equity.known) return;
      const wallMs = options.nowMs();
      hours.observe(state, wanted(), wallMs);
      if (heldPairs(state).length === 0) return;
      const { version } = state.portfolio;
      const moved = version !== askedVersion;
      if (busy) {
        if (moved && version !== skippedVersion) skipped += 1;
        skippedVersion = version;
        return;
      }
      const sinceMs = wallMs - askedAtMs;
      const pauseMs = moved ? ASK_PAUSE_MS : state.riskNumbers.failingSince > 0 ? ASK_FAILED_MS : ASK_EVERY_MS;
      if (sinceMs >= pauseMs) void ask(wallMs);
    },
    skipped: () => skipped,
    close: compute.close,
  };
}
