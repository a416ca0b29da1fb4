/** What counts as a price of the symbol: no further from it than this factor. */
const NEAR_FACTOR = 3;
const DEPTH_MAX = 8;

const isPrice = (text: unknown, price: number): text is string =>
  typeof text === "string" &&
  /^\d+(\.\d+)?$/.test(text) &&
  Number(text) > price / NEAR_FACTOR &&
  Number(text) < price * NEAR_FACTOR;

/**
 * Public data as a venue in trouble shows it: in every object that names the symbol, each price is zero, with its
 * digits. Works on any venue's JSON because it looks for values, not for names. Null where nothing was changed.
 */
export function zeroPrices(text: string, symbol: string, price: number): string | null {
  if (!text.includes(`"${symbol}"`)) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  return zeroIn(value, symbol, price, DEPTH_MAX) ? JSON.stringify(value) : null;
}

function zeroIn(value: unknown, symbol: string, price: number, depth: number): boolean {
  if (typeof value !== "object" || value === null || depth === 0) return false;
  let changed = false;
  for (const each of Object.values(value)) changed = zeroIn(each, symbol, price, depth - 1) || changed;
  if (Array.isArray(value) || !Object.values(value).includes(symbol)) return changed;
  for (const [name, each] of Object.entries(value)) {
    if (!isPrice(each, price)) continue;
    (value as Record<string, unknown>)[name] = each.replaceAll(/[1-9]/g, "0").replace(/^0+(?=\d)/, "");
    changed = true;
  }
  return changed;
}
