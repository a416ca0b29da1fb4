import type { Instrument } from "../market/instrument.ts";
import { type Amount, amountToQuantityDown, type Quantity, quantityAmount } from "../units/index.ts";
import type { Leg } from "./pair.ts";

/**
 * Puts a leg at another size than its fills made it. What leaves or joins is written down as if it had been traded for
 * `quote`, so that a leg stays what it always is: bought and sold, and what is left of it.
 */
export function correctLeg(leg: Leg, after: Amount, quote: Amount, { quantityScale }: Instrument): void {
  const change = after - leg.held;
  const size = (change < 0n ? -change : change) as Amount;
  const quantity = amountToQuantityDown(size, quantityScale);
  leg.held = after;
  if (change > 0n) {
    leg.boughtQuantity = (leg.boughtQuantity + quantity) as Quantity;
    leg.boughtQuote = (leg.boughtQuote + quote) as Amount;
  } else {
    leg.soldQuantity = (leg.soldQuantity + quantity) as Quantity;
    leg.soldQuote = (leg.soldQuote + quote) as Amount;
  }
}

/** What this much of the leg cost, or brought where it is short, at the average of everything it was opened with. */
export function openedFor(leg: Leg, size: Amount, { quantityScale }: Instrument): Amount {
  const isLong = leg.held > 0n;
  const quantity = quantityAmount(isLong ? leg.boughtQuantity : leg.soldQuantity, quantityScale);
  const quote = isLong ? leg.boughtQuote : leg.soldQuote;
  return quantity === 0n ? (0n as Amount) : (((quote * size) / quantity) as Amount);
}
