import { bandEdge } from "../market/price-band.ts";
import { canRest, type OrderDraft } from "../order/intent.ts";
import { openQuantity } from "../order/report.ts";
import type { Pair } from "../position/pair.ts";
import { liveOrdersOf } from "../position/portfolio.ts";
import { instrumentAt } from "../position/situation.ts";
import { type Amount, notional, quantityAmount, toFloat, ZERO } from "../units/index.ts";
import type { RiskContext } from "./context.ts";
import { type Denial, denial } from "./denial.ts";

/** Only a leading leg may wait, and only what leaves may take any price. */
export function styleDenial({ style, purpose }: OrderDraft): Denial | null {
  if (canRest(style)) return purpose === "enter" || purpose === "exit" ? null : denial("style");
  if (style === "market") return purpose === "exit" || purpose === "repair" ? null : denial("style");
  return null;
}

/** EXE-4, again for every order that adds risk: what the venue would refuse is not sent. Exits are made to fit and go. */
export function filterDenial(draft: OrderDraft, context: RiskContext): Denial | null {
  const instrument = instrumentAt(context.market, draft);
  const { quantity, priceLimit, side } = draft;
  const { stepSize, quantityMin, quantityMax, tickSize, notionalMin, priceScale, quantityScale } = instrument;
  if (quantity % stepSize !== 0) return denial("filter", quantity, stepSize);
  if (quantity < quantityMin) return denial("filter", quantity, quantityMin);
  if (quantity > quantityMax) return denial("filter", quantity, quantityMax);
  if (priceLimit % tickSize !== 0) return denial("filter", priceLimit, tickSize);
  const value = notional(priceLimit, priceScale, quantity, quantityScale);
  if (value < notionalMin) return denial("filter", toFloat(value), toFloat(notionalMin));
  const edge = bandEdge(context.market, instrument, side, priceLimit);
  const inside = side === "buy" ? priceLimit <= edge : priceLimit >= edge;
  return inside ? null : denial("price-band", priceLimit, edge);
}

/** What orders of this leg and side can still execute: a second order may not promise the same amount again. */
export function amountUnderWay(draft: OrderDraft, pair: Pair, context: RiskContext): Amount {
  let sum = ZERO;
  for (const order of liveOrdersOf(context.portfolio, pair)) {
    const { leg, side, instrument } = order.intent;
    if (leg !== draft.leg || side !== draft.side) continue;
    const { quantityScale } = instrumentAt(context.market, { instrument });
    sum = (sum + quantityAmount(openQuantity(order), quantityScale)) as Amount;
  }
  return sum;
}
