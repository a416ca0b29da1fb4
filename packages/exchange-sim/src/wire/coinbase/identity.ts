import { createHash } from "node:crypto";

/** Coinbase knows everything by a UUID. Those of orders and trades carry the venue's own number in their last part. */
export interface Identity {
  order(id: number): string;
  /** Null for a text that names no order of this venue. */
  orderNumber(uuid: string): number | null;
  trade(id: number): string;
  entry(id: number): string;
  /** One side of a fill: what it does to the dollars, or to the coin. */
  transaction(tradeId: number, isFiat: boolean): string;
  user(account: string): string;
  portfolio(account: string): string;
  wallet(account: string, currency: string): string;
  asset(currency: string): string;
}

const NUMBER_DIGITS = 12;

export function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function createIdentity(seed: number): Identity {
  const headOf = (kind: string): string => uuidOf(`${kind}:${seed}`).slice(0, -NUMBER_DIGITS);
  const heads = { order: headOf("order"), trade: headOf("trade"), entry: headOf("entry") };
  const sides = { fiat: headOf("transaction:fiat"), coin: headOf("transaction:coin") };
  const numbered = (head: string, id: number): string => head + id.toString(16).padStart(NUMBER_DIGITS, "0");
  return {
    order: (id) => numbered(heads.order, id),
    orderNumber: (uuid) => {
      const tail = uuid.slice(-NUMBER_DIGITS);
      if (!/^[0-9a-f]{12}$/.test(tail)) return null;
      const id = Number.parseInt(tail, 16);
      return numbered(heads.order, id) === uuid ? id : null;
    },
    trade: (id) => numbered(heads.trade, id),
    entry: (id) => numbered(heads.entry, id),
    transaction: (tradeId, isFiat) => numbered(isFiat ? sides.fiat : sides.coin, tradeId),
    user: (account) => uuidOf(`user:${account}`),
    portfolio: (account) => uuidOf(`portfolio:${account}`),
    wallet: (account, currency) => uuidOf(`wallet:${account}:${currency}`),
    asset: (currency) => uuidOf(`asset:${currency}`),
  };
}
