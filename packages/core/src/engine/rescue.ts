import { draftLegDown } from "../decision/draft.ts";
import { perpetualLegs } from "../position/leg.ts";
import type { Leg, Pair } from "../position/pair.ts";
import { liveOrdersOf } from "../position/portfolio.ts";
import { hasMarkets, isTradable } from "../position/situation.ts";
import { type Amount, ZERO } from "../units/index.ts";
import { audit } from "./emit.ts";
import { legDistancePercent } from "./exit.ts";
import { isHeldBack } from "./held-back.ts";
import { submit } from "./orders.ts";
import type { EngineState } from "./state.ts";

/**
 * A pair goes down leading leg first, and the other one follows what it did. Where the first may not trade now, because
 * its venue wants to be left alone or does not tell what became of its order, a leg near its own liquidation does not
 * wait for it: it goes down as far as the pair is to go anyway. What stands alone then is worth less than what a
 * liquidation takes, and is corrected as soon as the other leg may trade.
 */
export function rescueLeg(state: EngineState, pair: Pair): void {
  if (pair.stage !== "shrinking" && pair.stage !== "closing") return;
  if (!hasMarkets(pair, state.market)) return;
  const to = pair.stage === "closing" ? ZERO : pair.target;
  for (const leg of perpetualLegs(pair)) {
    if (!isNear(state, leg) || !mayGoAlone(state, pair, leg)) continue;
    const draft = draftLegDown(state, pair, leg, to);
    if (draft === null) continue;
    if (submit(state, pair, draft).ok) audit(state, pair.plan, "leg-rescued", { leg: draft.leg });
  }
}

function isNear(state: EngineState, leg: Leg): boolean {
  const distance = legDistancePercent(state, leg);
  return distance !== null && distance < state.config.risk.liquidationShrinkPercent;
}

/** Nothing of its own is under way or barred, and the leg it would wait for cannot move. */
function mayGoAlone(state: EngineState, pair: Pair, leg: Leg): boolean {
  const [name, other] = leg === pair.long ? (["long", "short"] as const) : (["short", "long"] as const);
  const live = liveOrdersOf(state.portfolio, pair);
  if (live.some(({ intent }) => intent.leg === name) || isHeldBack(state, pair, name)) return false;
  if (!isTradable(leg, state.market) || (leg.misses > 0 && state.wallNowMs < pair.retryAt)) return false;
  const isUntold = live.some(({ intent, state: fate }) => intent.leg === other && fate === "unknown");
  return isUntold || (isHeldBack(state, pair, other) && size(pair[other]) > ZERO);
}

const size = ({ held }: Leg): Amount => (held < 0n ? -held : held) as Amount;
