import type { Instrument } from "../market/instrument.ts";
import type { OrderDraft, OrderIntent } from "../order/intent.ts";
import { intentHash } from "../order/seal.ts";
import { imbalance } from "../position/leg.ts";
import type { Leg, Pair } from "../position/pair.ts";
import { instrumentAt, missing, stepAmount } from "../position/situation.ts";
import { type Amount, err, ok, quantityAmount, type Result, toFloat } from "../units/index.ts";
import type { RiskContext } from "./context.ts";
import { type Denial, denial } from "./denial.ts";
import { amountUnderWay, filterDenial, styleDenial } from "./filters.ts";
import { dataDenial, newRiskDenial, venueDenial } from "./gates.ts";

/**
 * The only place an order gets its seal. Entering asks everything; hedging, repairing and leaving ask only that
 * the order reduces what is exposed, so that no limit, breaker or budget can block a close (RSK-1, EXE-6).
 */
export function approveOrder(draft: OrderDraft, pair: Pair, context: RiskContext): Result<OrderIntent, Denial> {
  const refusal =
    styleDenial(draft) ??
    (draft.purpose === "enter" ? entryDenial(draft, pair, context) : reductionDenial(draft, pair, context));
  if (refusal !== null) return err(refusal);
  return ok({
    ...draft,
    approval: {
      rules: draft.purpose === "enter" ? "entry" : "reduce-only",
      intentHash: intentHash(draft),
      limitsVersion: context.config.version,
      sequence: context.sequence,
    },
  });
}

/** Asked again at the moment of sending: the seal still fits, and for new risk the world still allows it. */
export function sendDenial(intent: OrderIntent, context: RiskContext): Denial | null {
  if (intent.approval.intentHash !== intentHash(intent) || intent.leaseEpoch !== context.leaseEpoch)
    return denial("not-ready");
  if (intent.purpose !== "enter") return null;
  const venue = context.market.instruments[intent.instrument]?.venue;
  return newRiskDenial(context) ?? (venue === undefined ? denial("venue-down") : venueDenial(context, venue));
}

const legOfDraft = (draft: OrderDraft, pair: Pair): Leg => (draft.leg === "long" ? pair.long : pair.short);

function draftAmount(draft: OrderDraft, pair: Pair, context: RiskContext): Amount {
  return quantityAmount(draft.quantity, instrumentAt(context.market, legOfDraft(draft, pair)).quantityScale);
}

function entryDenial(draft: OrderDraft, pair: Pair, context: RiskContext): Denial | null {
  const general =
    newRiskDenial(context) ??
    venueDenial(context, pair.long.venue) ??
    venueDenial(context, pair.short.venue) ??
    dataDenial(context, pair.long.instrument) ??
    dataDenial(context, pair.short.instrument);
  if (general !== null) return general;
  if (pair.stage !== "opening" || draft.leg !== pair.leading) return denial("beyond-target");
  const instrument = instrumentAt(context.market, legOfDraft(draft, pair));
  const most = grossMost(missing(pair), instrument);
  const asked = (draftAmount(draft, pair, context) + amountUnderWay(draft, pair, context)) as Amount;
  return asked > most ? denial("beyond-target", toFloat(asked), toFloat(most)) : filterDenial(draft, context);
}

/** Spot pays its fee in the coin itself, so an order is grossed up by the fee and at most one step. */
function grossMost(wanted: Amount, instrument: Instrument): Amount {
  const feeShare = BigInt(Math.ceil(instrument.takerFeeBps * 100));
  return (wanted + (wanted * feeShare * 2n) / 1_000_000n + stepAmount(instrument)) as Amount;
}

function reductionDenial(draft: OrderDraft, pair: Pair, context: RiskContext): Denial | null {
  const leg = legOfDraft(draft, pair);
  const asked = (draftAmount(draft, pair, context) + amountUnderWay(draft, pair, context)) as Amount;
  if (draft.purpose === "hedge") {
    const apart = imbalance(pair);
    const narrows = draft.side === "sell" ? apart > 0n : apart < 0n;
    const size = (apart < 0n ? -apart : apart) as Amount;
    // A bought hedge may overshoot by the fee it pays in the coin and one step; a sold one not at all.
    const most = draft.side === "buy" ? grossMost(size, instrumentAt(context.market, leg)) : size;
    return narrows && asked <= most ? null : denial("not-reducing", toFloat(asked), toFloat(apart));
  }
  const shrinks = draft.side === "sell" ? leg.held > 0n : leg.held < 0n;
  const size = leg.held < 0n ? -leg.held : leg.held;
  const sealedReduceOnly = leg.kind === "spot" || draft.reduceOnly;
  return shrinks && asked <= size && sealedReduceOnly
    ? null
    : denial("not-reducing", toFloat(asked), toFloat(leg.held));
}
