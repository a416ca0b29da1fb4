import type { SheetLineView, SheetOrderView } from "../views/index.ts";

/** What to do at the venue's own page, one thing a line, in the order in which it loses least. */
export function stepsOf(
  label: string,
  lines: readonly SheetLineView[],
  orders: readonly SheetOrderView[],
): readonly string[] {
  const tradable = lines.filter(({ action }) => action !== "none");
  if (tradable.length === 0 && orders.length === 0) return [`Nothing to do at ${label}.`];
  return [
    `Sign in at ${label}'s own site or app, to the account whose API key is used here.`,
    ...orders.map(
      ({ symbol, market, clientOrderId, ours }) =>
        `${symbol} ${market}: cancel the open order ${clientOrderId}${ours ? "" : ", which is not ours: only if nobody else needs it"}.`,
    ),
    ...tradable.map(stepOf),
    `Look once more at ${label}: no open order, no position, and of the coins above only what is named as the rest.`,
  ];
}

function stepOf({ action, quantity, symbol, market, base, coinsPerUnit, pairId }: SheetLineView): string {
  const units = coinsPerUnit === 1 ? `${quantity} ${base}` : `${quantity} contracts of ${coinsPerUnit} ${base}`;
  const reducing = market === "perpetual" ? ", reduce-only" : "";
  const strange = pairId === null ? " It is not ours: only if nobody else needs it." : "";
  return `${symbol} ${market}: ${action} ${units} at market${reducing}.${strange}`;
}
