import { type Amount, ok, type Result } from "@evenkeel/core/units";
import type { Command } from "../exchange/command.ts";
import type { ExchangeEvent } from "../exchange/event.ts";
import type { ExchangeState } from "../exchange/state.ts";
import type { Market } from "../world/instrument.ts";
import { indexPriceAt } from "../world/sample.ts";
import { PROFILES } from "../world/venue.ts";
import { secondOf } from "../world/world.ts";
import type { Account } from "./account.ts";
import { floorVenue, moveDiscount, moveSpot } from "./money.ts";

const PPM = 1_000_000n;
const PRICE_DIGITS = 8;

export interface Charge {
  readonly commission: Amount;
  readonly asset: string;
}

/**
 * Takes a commission on a value of quote in the venue's own coin, at a discount and at the coin's index price. Null
 * where the account did not ask for that, has not enough of the coin, or the coin is not listed: then it is charged as
 * everywhere.
 */
export function chargeDiscounted(
  state: ExchangeState,
  account: Account,
  market: Market,
  value: Amount,
  ppm: number,
): Charge | null {
  const discount = PROFILES[state.world.venue].feeDiscount;
  if (discount === null || !account.feeDiscount[market]) return null;
  const coin = state.world.instruments.find((each) => each.spot.baseAsset === discount.asset);
  if (coin === undefined) return null;
  const price = BigInt(Math.round(indexPriceAt(state.world, coin.index, secondOf(state.nowMs)) * 10 ** PRICE_DIGITS));
  const share = PPM - BigInt(market === "spot" ? discount.spotPpm : discount.futuresPpm);
  const commission = floorVenue((value * BigInt(ppm) * share * 10n ** BigInt(PRICE_DIGITS)) / (PPM * PPM * price));
  const held = market === "spot" ? (account.spot.get(discount.asset)?.free ?? 0n) : account.futuresDiscountCoin;
  if (held < commission) return null;
  if (market === "spot") moveSpot(state, "fee", account, discount.asset, -commission);
  else moveDiscount(state, "fee", account, discount.asset, -commission);
  return { commission, asset: discount.asset };
}

/** A venue without such a coin remembers the wish and goes on charging as it does. */
export function setFeeDiscount(
  state: ExchangeState,
  account: Account,
  command: Extract<Command, { kind: "set-fee-discount" }>,
  events: ExchangeEvent[],
): Result<null, never> {
  account.feeDiscount[command.market] = command.on;
  events.push({
    kind: "setting",
    timeMs: state.nowMs,
    account: account.name,
    instrument: null,
    setting: "fee-discount",
  });
  return ok(null);
}
