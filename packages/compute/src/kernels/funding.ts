import { netFunding, type PairExposure, type PerpetualExposure } from "@evenkeel/core/risk";

/** A pair's funding of an hour, net of both legs, of `fundingNotional`: the estimate, and what the venues' bounds leave. */
export type HourlyFunding = { readonly rate: number; readonly cap: number; readonly floor: number };

type Term = keyof HourlyFunding;

const hourly = ({ funding }: PerpetualExposure, term: Term): number => funding[term] / funding.intervalHours;

/** The pair earns most where its short is at the cap and its long at the floor, each by its own interval. */
export function hourlyFunding(pair: PairExposure): HourlyFunding {
  const { long, short } = pair;
  const net = (ofShort: Term, ofLong: Term): number =>
    netFunding(pair, hourly(short, ofShort), long.kind === "spot" ? 0 : hourly(long, ofLong));
  return { rate: net("rate", "rate"), cap: net("cap", "floor"), floor: net("floor", "cap") };
}
