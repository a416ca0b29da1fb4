import { ok, parseMantissa, type Result } from "@evenkeel/core/units";
import type { Account } from "../account/account.ts";
import type { PlaceConditionalCommand, Rejection } from "../exchange/command.ts";
import type { ExchangeState } from "../exchange/state.ts";
import type { Instrument, MarketSpecification } from "../world/instrument.ts";
import { keepsId } from "../world/venue.ts";
import {
  type Checked,
  checkGoodTill,
  checkNotional,
  checkPrice,
  checkQuantity,
  checkSides,
  readTerms,
  reject,
  type Terms,
} from "./check.ts";
import { risesToTrigger } from "./conditional.ts";
import { triggerPriceOf } from "./trigger-price.ts";

export interface ReadConditional {
  readonly instrument: Instrument;
  readonly clientOrderId: string;
  readonly price: number;
  readonly quantity: number;
  readonly triggerPrice: number;
  readonly callbackPpm: number;
  readonly activationPrice: number;
}

const PPM = 1_000_000;

/** Everything the venue refuses before a conditional order waits. Its money is looked at when it triggers. */
export function checkConditional(
  state: ExchangeState,
  account: Account,
  command: PlaceConditionalCommand,
): Result<ReadConditional, Rejection> {
  if (command.closePosition !== (command.quantity === null)) return reject("close-position-quantity");
  if (command.closePosition && (command.type !== "MARKET" || command.market === "spot")) {
    return reject("close-position-quantity");
  }
  const terms: Terms = { ...command, quantity: command.quantity ?? "0" };
  const read = readTerms(
    state,
    terms,
    keepsId(state.world.venue, command.market) ? state.nextOrderId : state.nextConditionalId,
  );
  if (!read.ok) return read;
  const checked = read.value;
  const trailing = command.trigger === "TRAILING_STOP";
  const trigger = trailing ? ok(0) : readPrice(command.triggerPrice, checked.specification);
  if (!trigger.ok) return trigger;
  const refused = checkSides(account, terms) ?? checkGoodTill(state, terms);
  if (refused !== null) return { ok: false, error: refused };
  const now = triggerPriceOf(state, checked.instrument, command.market, command.triggerBy);
  const outOfBounds = command.closePosition ? null : checkTerms(checked, terms, trailing ? now : trigger.value);
  if (outOfBounds !== null) return { ok: false, error: outOfBounds };
  const whole = { ...checked, triggerPrice: trigger.value, callbackPpm: 0, activationPrice: 0 };
  if (trailing) return checkTrailing(whole, command, now);
  const reached = risesToTrigger(command) ? now >= trigger.value : now <= trigger.value;
  return reached ? reject("trigger-immediate") : ok(whole);
}

/** A limit is measured from the price at which it will be placed. */
const checkTerms = (checked: Checked, terms: Terms, reference: number): Rejection | null =>
  checkQuantity(checked, terms) ?? checkPrice(checked, terms, reference) ?? checkNotional(checked, terms, reference);

function readPrice(
  text: string | null,
  { priceScale, priceMax, tick }: MarketSpecification,
): Result<number, Rejection> {
  if (text === null) return reject("trigger-price");
  const parsed = parseMantissa(text, priceScale);
  if (!parsed.ok) return reject(parsed.error.code === "too-precise" ? "price-precision" : "trigger-price");
  if (parsed.value <= 0 || parsed.value > priceMax) return reject("trigger-price");
  return parsed.value % tick === 0 ? ok(parsed.value) : reject("price-filter");
}

function checkTrailing(
  read: ReadConditional & Pick<Checked, "specification">,
  command: PlaceConditionalCommand,
  now: number,
): Result<ReadConditional, Rejection> {
  const { callbackPpm } = command;
  if (callbackPpm === null || !Number.isSafeInteger(callbackPpm) || callbackPpm <= 0 || callbackPpm >= PPM) {
    return reject("callback-rate");
  }
  if (command.activationPrice === null) return ok({ ...read, callbackPpm });
  const activation = readPrice(command.activationPrice, read.specification);
  if (!activation.ok) return reject("activation-price");
  // It begins to follow where the market has yet to go: below for a buyer, above for a seller.
  const ahead = command.side === "BUY" ? activation.value < now : activation.value > now;
  return ahead ? ok({ ...read, callbackPpm, activationPrice: activation.value }) : reject("trigger-immediate");
}
