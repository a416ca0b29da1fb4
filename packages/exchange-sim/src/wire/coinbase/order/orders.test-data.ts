import { type Desk, get, post } from "../desk.test-data.ts";

export const BTC = "BTC-USD";
let count = 0;
export const limitOrder = (more: object = {}, configuration: object = {}) => ({
  client_order_id: `t-${++count}`,
  product_id: BTC,
  side: "BUY",
  order_configuration: {
    limit_limit_gtc: { base_size: "0.01", limit_price: "90000", post_only: false, ...configuration },
  },
  ...more,
});
export const bestOf = (desk: Desk, product = BTC): { bid: number; ask: number } => {
  const { pricebooks }: { pricebooks: { bids: { price: string }[]; asks: { price: string }[] }[] } = get(
    desk,
    "best_bid_ask",
    `product_ids=${product}`,
  );
  return { bid: Number(pricebooks[0]?.bids[0]?.price), ask: Number(pricebooks[0]?.asks[0]?.price) };
};
interface Placed {
  readonly success: boolean;
  readonly success_response: { readonly order_id: string; readonly client_order_id: string };
  readonly error_response?: { readonly error: string; readonly preview_failure_reason: string };
}
export const place = (desk: Desk, order: object): Placed => post(desk, "orders", order);
export const placedId = (desk: Desk, order: object): string => {
  const placed = place(desk, order);
  if (!placed.success) throw new Error(JSON.stringify(placed));
  return placed.success_response.order_id;
};
export interface Shown {
  readonly status: string;
  readonly filled_size: string;
  readonly [field: string]: unknown;
}
export const orderOf = (desk: Desk, id: string): Shown =>
  (get(desk, `orders/historical/${id}`) as { order: Shown }).order;
