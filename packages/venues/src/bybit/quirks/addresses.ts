import type { Category } from "../market.ts";

const ROOT = "wss://stream.bybit.com/v5";

/** ccxt knows its connections by address; the number keeps them apart and means nothing there. */
export const publicAddress = (category: Category, number: number): string =>
  `${ROOT}/public/${category}?connection=${number}`;
export const PRIVATE_ADDRESS = `${ROOT}/private`;

/** Letters of all topics on one connection; a connection may have 21,000 (docs/v5/ws/connect). */
const LETTERS_MAX = 20_000;
/** Topics one request may carry: ten on spot, and as many as there are letters for elsewhere. */
export const TOPICS_A_REQUEST: Readonly<Record<Category, number>> = { spot: 10, linear: 500 };

/** Items by connection: none has more of them, or more letters of topics, than it may. */
export function spread<T>(items: readonly T[], topicOf: (item: T) => string, itemsMax: number): T[][] {
  const parts: T[][] = [];
  let letters = 0;
  for (const item of items) {
    const { length } = topicOf(item);
    const last = parts.at(-1);
    if (last === undefined || last.length >= itemsMax || letters + length > LETTERS_MAX) {
      parts.push([item]);
      letters = length;
    } else {
      last.push(item);
      letters += length;
    }
  }
  return parts;
}
