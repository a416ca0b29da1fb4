import type { Command, LedgerEntry, LedgerLine } from "../../events/index.ts";
import { asset } from "../../ids/index.ts";
import { openedFor } from "../../position/correct.ts";
import type { Leg } from "../../position/pair.ts";
import { instrumentAt } from "../../position/situation.ts";
import { type Amount, negate, type Price, ZERO } from "../../units/index.ts";
import { priceOf, valueAt } from "../equity.ts";
import type { EngineState, Told } from "../state.ts";
import type { Booking, LegCorrection } from "./settlement.ts";

const QUOTE = asset("USDT");

/** What the owner says the money was: moved in or out, or a gain or loss that nothing explains. */
export type BookedAs = Extract<Command["body"], { kind: "accept-venue" }>["as"];

/** Balanced. A leg's own coin leaves the pair's trading account, as a sale to the owner where the owner moved it. */
export function entryOf(
  state: EngineState,
  told: Told,
  { wallet, asset: coin, amount, plan }: Booking,
  as: BookedAs,
  causeId: string,
): LedgerEntry {
  const { venueNowMs: venueTimeMs } = state;
  const into: LedgerLine = { account: { kind: "wallet", venue: told.venue, wallet }, asset: coin, amount };
  if (plan === null) {
    const account =
      as === "transfer" ? ({ kind: "capital" } as const) : ({ kind: "profit", cause: "other", plan } as const);
    return { causeId, cause: as, venueTimeMs, lines: [into, { account, asset: coin, amount: negate(amount) }] };
  }
  const trading = { kind: "trading", plan } as const;
  const lines: LedgerLine[] = [into, { account: trading, asset: coin, amount: negate(amount) }];
  const pair = state.portfolio.pairs.get(plan);
  const paid = as === "transfer" && pair !== undefined ? worthNow(state, pair.long, negate(amount)) : ZERO;
  if (paid !== 0n)
    lines.push(
      { account: trading, asset: QUOTE, amount: negate(paid) },
      { account: { kind: "capital" }, asset: QUOTE, amount: paid },
    );
  return { causeId, cause: as, venueTimeMs, lines };
}

/** By how much the entry moves the cash that counts as equity. */
export const worthOf = ({ lines }: LedgerEntry): Amount =>
  lines.reduce<Amount>(
    (sum, { account, asset: of, amount }) =>
      account.kind === "wallet" && of === QUOTE ? ((sum + amount) as Amount) : sum,
    ZERO,
  );

const worthNow = (state: EngineState, leg: Leg, size: Amount): Amount =>
  valueAt(state, { ...leg, held: size }, priceOf(state, leg));

/**
 * What a correction is written down for in its leg. Coins the owner moved went at their worth, coins that are lost went
 * for nothing. A position closed elsewhere went at what it was opened for, because what that settled is a wallet's own
 * difference; one that is larger than ours came at the venue's entry price.
 */
export function quoteOf(
  state: EngineState,
  told: Told,
  { pair, leg: name, after }: LegCorrection,
  as: BookedAs,
): Amount {
  const leg = pair[name];
  const change = after - leg.held;
  const size = (change < 0n ? -change : change) as Amount;
  if (leg.kind === "spot") return as === "transfer" ? worthNow(state, leg, size) : ZERO;
  const shrinks = leg.held !== 0n && leg.held > 0n === change < 0n;
  if (shrinks) return openedFor(leg, size, instrumentAt(state.market, leg));
  const entry = told.positions.find((position) => position.instrument === leg.instrument)?.entryPrice ?? 0;
  return entry > 0 ? valueAt(state, { ...leg, held: size }, entry as Price) : worthNow(state, leg, size);
}
