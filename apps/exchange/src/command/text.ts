import { DEFAULT_SETTINGS } from "../options.ts";

/** An account as it is typed or written, its amounts as texts. */
export interface GivenAccount {
  readonly name: string;
  readonly spot?: Readonly<Record<string, string>>;
  readonly futures?: string;
}

/** What a text means, whether it is typed or stands in a file; null where it means nothing. */
export function numberIn(text: string): number | null {
  const value = Number(text);
  return text.trim() === "" || Number.isNaN(value) ? null : value;
}

/** "binance,bybit" */
export const venuesIn = (text: string): readonly string[] => text.split(",").map((each) => each.trim());

const AMOUNT = /^\d{1,15}(\.\d{1,8})?$/;
export const isAmount = (text: string): boolean => AMOUNT.test(text);

/** "main=USDT:60000,BTC:1,futures:40000"; a name alone holds what the first account of a fresh exchange holds. */
export function accountIn(text: string): GivenAccount | null {
  const [name = "", holdings] = text.split("=", 2);
  const [standard] = DEFAULT_SETTINGS.accounts;
  if (holdings === undefined) return { ...standard, name };
  const pairs = holdings.split(",").map((each) => each.split(":").map((part) => part.trim()));
  const wrong = pairs.some(([asset = "", held = "", ...more]) => asset === "" || !isAmount(held) || more.length > 0);
  if (wrong) return null;
  const futures = pairs.find(([asset]) => asset === "futures")?.[1];
  const spot = Object.fromEntries(
    pairs.filter(([asset]) => asset !== "futures").map(([asset = "", held = ""]) => [asset, held]),
  );
  return { name, spot, ...(futures === undefined ? {} : { futures }) };
}
