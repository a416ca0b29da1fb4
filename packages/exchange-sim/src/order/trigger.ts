import { formatMantissa } from "@evenkeel/core/units";
import type { Account } from "../account/account.ts";
import { reducibleBy } from "../book/plan.ts";
import type { PlaceCommand } from "../exchange/command.ts";
import type { ExchangeEvent } from "../exchange/event.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { type Instrument, specificationOf } from "../world/instrument.ts";
import { turnConditional } from "./announce.ts";
import { type ConditionalOrder, risesToTrigger } from "./conditional.ts";
import { placeOrder } from "./place.ts";
import { triggerPriceOf } from "./trigger-price.ts";
import { closeConditional, stopWaiting } from "./waiting.ts";

const PPM = 1_000_000;

/** One second of prices against all conditional orders, oldest first. What is reached becomes an ordinary order. */
export function triggerWaiting(state: ExchangeState, events: ExchangeEvent[]): void {
  for (const conditional of state.waiting.values()) {
    const account = state.accounts.get(conditional.account);
    const instrument = state.world.instruments[conditional.instrument];
    if (account === undefined || instrument === undefined) continue;
    if (conditional.goodTillMs > 0 && state.nowMs >= conditional.goodTillMs) {
      closeConditional(state, account, conditional, "EXPIRED", events);
      continue;
    }
    const price = triggerPriceOf(state, instrument, conditional.market, conditional.triggerBy);
    if (reaches(conditional, price)) trigger(state, account, instrument, conditional, events);
  }
}

function reaches(conditional: ConditionalOrder, price: number): boolean {
  if (conditional.trigger === "TRAILING_STOP") follow(conditional, price);
  if (conditional.triggerPrice === 0) return false;
  return risesToTrigger(conditional) ? price >= conditional.triggerPrice : price <= conditional.triggerPrice;
}

/** Once active, the trigger keeps its distance from the best price there has been. */
function follow(conditional: ConditionalOrder, price: number): void {
  const { side, activationPrice, callbackPpm } = conditional;
  const buys = side === "BUY";
  if (conditional.bestPrice === 0) {
    const active = activationPrice === 0 || (buys ? price <= activationPrice : price >= activationPrice);
    if (!active) return;
  } else if (buys ? price >= conditional.bestPrice : price <= conditional.bestPrice) return;
  conditional.bestPrice = price;
  conditional.triggerPrice = buys
    ? Math.ceil((price * (PPM + callbackPpm)) / PPM)
    : Math.floor((price * (PPM - callbackPpm)) / PPM);
}

function trigger(
  state: ExchangeState,
  account: Account,
  instrument: Instrument,
  conditional: ConditionalOrder,
  events: ExchangeEvent[],
): void {
  const specification = specificationOf(instrument, conditional.market);
  const whole = Math.min(reducibleBy(state, conditional), specification.marketQuantityMax);
  if (conditional.closePosition && whole === 0) return closeConditional(state, account, conditional, "EXPIRED", events);
  stopWaiting(state, account, conditional);
  conditional.triggeredMs = state.nowMs;
  const quantity = conditional.closePosition ? whole : conditional.quantity;
  const command: PlaceCommand = {
    kind: "place",
    venueTimeMs: state.nowMs,
    account: account.name,
    market: conditional.market,
    symbol: specification.symbol,
    side: conditional.side,
    type: conditional.type,
    timeInForce: conditional.timeInForce,
    quantity: formatMantissa(quantity, specification.quantityScale),
    price: conditional.type === "MARKET" ? null : formatMantissa(conditional.price, specification.priceScale),
    clientOrderId: conditional.clientOrderId,
    reduceOnly: conditional.reduceOnly,
    positionSide: conditional.positionSide,
    selfTradePrevention: conditional.selfTradePrevention,
    goodTillMs: conditional.goodTillMs,
  };
  const placed = placeOrder(state, account, command, events, conditional);
  if (placed.ok) return;
  conditional.refusal = placed.error.reason;
  turnConditional(state, conditional, "REJECTED", events);
}
