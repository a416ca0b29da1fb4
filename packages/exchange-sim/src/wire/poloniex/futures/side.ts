import type { Account } from "../../../account/account.ts";
import type { PositionSide } from "../../../order/order.ts";

/** The side that a text names in the account's mode; null where it does not fit. In one-way mode it may be left out. */
export function sideAsked({ hedgeMode }: Account, text: string): PositionSide | null {
  const side = text.toUpperCase();
  if (hedgeMode) return side === "LONG" || side === "SHORT" ? side : null;
  return side === "" || side === "BOTH" ? "BOTH" : null;
}

/** Those that an account has one of for each contract. */
export const sidesOf = ({ hedgeMode }: Account): readonly PositionSide[] => (hedgeMode ? ["LONG", "SHORT"] : ["BOTH"]);
