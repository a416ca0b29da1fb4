import {
  type LiquidatedLeg,
  netFunding,
  type PairExposure,
  type PerpetualExposure,
  type RiskQuestion,
  type RiskUnknown,
  type StressRow,
  type StressScenario,
} from "@evenkeel/core/risk";
import { FACTORS, type Model } from "../kernels/estimate.ts";
import { isLongLiquidated, isShortLiquidated, lossOf } from "../kernels/payoff.ts";
import { CRASH_DEVIATION_BEFORE, CRASH_HOURS, CRASH_START, type CrashHour } from "./october-2025.ts";

/** A moved market is left at a basis this much worse. */
const BASIS_AGAINST = 0.01;
const JUMP_UP = 1.5;
const JUMP_DOWN = 0.5;
const FUNDING_HOURS = 72;
/** Coins that hardly moved before, or moved wildly, still fell with the rest and no further than it all. */
const BETA_MIN = 0.5;
const BETA_MAX = 1.5;

type Told = Pick<StressRow, "profit" | "liquidated" | "marginNeeded" | "why">;

/** Lowest mark of the long and highest mark of the short, over the marks of now. */
type Reach = { readonly trough: number; readonly peak: number };

const unknown = (why: RiskUnknown): Told => ({ profit: null, liquidated: [], marginNeeded: null, why });

/** Quote that keeps both legs alive where their marks reached furthest. */
function marginMissing(pair: PairExposure, { trough, peak }: Reach): number {
  const { long, short } = pair;
  let missing = 0;
  if (isShortLiquidated(pair, peak))
    missing += short.quantity * (short.price * peak - short.liquidationPrice) * (1 + short.maintenanceMargin);
  if (long.kind === "perpetual" && isLongLiquidated(pair, trough))
    missing += long.quantity * (long.liquidationPrice - long.price * trough) * (1 - long.maintenanceMargin);
  return missing;
}

function liquidatedLegs(pair: PairExposure, { trough, peak }: Reach): LiquidatedLeg[] {
  const { symbol } = pair;
  const legs: LiquidatedLeg[] = [];
  if (isLongLiquidated(pair, trough)) legs.push({ symbol, leg: "long" });
  if (isShortLiquidated(pair, peak)) legs.push({ symbol, leg: "short" });
  return legs;
}

const NOWHERE: Reach = { trough: 1, peak: 1 };

function tell(pairs: readonly PairExposure[], loss: number, reachOf: (at: number) => Reach): Told {
  return {
    profit: -loss,
    liquidated: pairs.flatMap((pair, at) => liquidatedLegs(pair, reachOf(at))),
    marginNeeded: pairs.reduce((sum, pair, at) => sum + marginMissing(pair, reachOf(at)), 0),
    why: null,
  };
}

const sum = (pairs: readonly PairExposure[], of: (pair: PairExposure, at: number) => number): number =>
  pairs.reduce((total, pair, at) => total + of(pair, at), 0);

/**
 * The price jumps and stays. Where that ends a leg, the jump is taken for a spike: the margin is gone and the other leg
 * is worth what it was before.
 */
function priceJump(pairs: readonly PairExposure[], ratio: number): Told {
  const loss = sum(pairs, (pair) =>
    isShortLiquidated(pair, ratio) || isLongLiquidated(pair, ratio)
      ? lossOf(pair, 1, ratio, ratio, 0, 0)
      : lossOf(pair, ratio, ratio, ratio, BASIS_AGAINST, 0),
  );
  return tell(pairs, loss, () => ({ trough: ratio, peak: ratio }));
}

/** What an hour of that day did to a pair of this kind: of the long's price, and of short ÷ long. */
type CrashMove = { readonly longRatio: number; readonly basisChange: number };

function carryMove([, spotClose, perpetualClose]: CrashHour): CrashMove {
  const [, spotStart, perpetualStart] = CRASH_START;
  return {
    longRatio: spotClose / spotStart,
    basisChange: perpetualClose / spotClose - perpetualStart / spotStart,
  };
}

/** Two venues as far apart as Binance and OKX were then. Which of the two a leg stands on is chance: it is against us. */
function spreadMove([, , perpetualClose, , , otherClose]: CrashHour): CrashMove {
  const [, , perpetualStart, , , otherStart] = CRASH_START;
  return {
    longRatio: perpetualClose / perpetualStart,
    basisChange: Math.abs(otherClose / perpetualClose - otherStart / perpetualStart),
  };
}

/** AVAX's day, each coin by its own liveliness against AVAX's before; told at the worst hourly close of all pairs. */
function crash(pairs: readonly PairExposure[], model: Model | null): Told {
  if (model === null) return unknown("too-little-history");
  const [, spotStart, , markStart] = CRASH_START;
  const betas = pairs.map((_, at) => {
    const beta = (model.deviation[at * FACTORS] ?? 0) / CRASH_DEVIATION_BEFORE;
    return Math.min(BETA_MAX, Math.max(BETA_MIN, beta));
  });
  const reaches: Reach[] = pairs.map(() => NOWHERE);
  let worst = Number.NEGATIVE_INFINITY;
  for (const hour of CRASH_HOURS) {
    const [, , , markHigh, markLow] = hour;
    const loss = sum(pairs, (pair, at) => {
      const beta = betas[at] ?? 1;
      const before = reaches[at] ?? NOWHERE;
      const trough = Math.min(before.trough, (markLow / spotStart) ** beta);
      const peak = Math.max(before.peak, (markHigh / markStart) ** beta);
      reaches[at] = { trough, peak };
      const { longRatio, basisChange } = pair.long.kind === "spot" ? carryMove(hour) : spreadMove(hour);
      return lossOf(pair, longRatio ** beta, trough, peak, basisChange * Math.max(1, beta), 0);
    });
    worst = Math.max(worst, loss);
  }
  return tell(pairs, worst, (at) => reaches[at] ?? NOWHERE);
}

/** Everything is quoted in the coin that lost its peg: prices rise by as much, and what is left is worth less. */
function depeg({ pairs, equity }: RiskQuestion, peg: number): Told {
  const ratio = 1 / peg;
  const loss = sum(pairs, (pair) => lossOf(pair, ratio, ratio, ratio, 0, 0));
  return tell(pairs, equity - peg * (equity - loss), () => ({ trough: ratio, peak: ratio }));
}

const settled = ({ funding }: PerpetualExposure, rate: number): number =>
  Math.floor(FUNDING_HOURS / funding.intervalHours) * rate;

/** Every short settles at its floor and every long perpetual at its cap, each by its own venue's interval. */
function fundingAgainst(pairs: readonly PairExposure[]): Told {
  const isTold = ({ long, short }: PairExposure): boolean =>
    Number.isFinite(short.funding.floor) && (long.kind === "spot" || Number.isFinite(long.funding.cap));
  if (!pairs.every(isTold)) return unknown("funding-terms-unknown");
  const loss = sum(pairs, (pair) => {
    const { long, short } = pair;
    const ofLong = long.kind === "spot" ? 0 : settled(long, long.funding.cap);
    return lossOf(pair, 1, 1, 1, 0, netFunding(pair, settled(short, short.funding.floor), ofLong));
  });
  return tell(pairs, loss, () => NOWHERE);
}

/** `model` is `null` where a pair has too little history. */
export function stressTable(question: RiskQuestion, model: Model | null): StressRow[] {
  const { pairs } = question;
  const row = (scenario: StressScenario, told: Told): StressRow => ({ scenario, ...told });
  return [
    row("price-up", priceJump(pairs, JUMP_UP)),
    row("price-down", priceJump(pairs, JUMP_DOWN)),
    row("october-2025", crash(pairs, model)),
    row("depeg-3", depeg(question, 0.97)),
    row("depeg-10", depeg(question, 0.9)),
    row("funding-bounds", fundingAgainst(pairs)),
  ];
}
