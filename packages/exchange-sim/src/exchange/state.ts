import type { Amount } from "@evenkeel/core/units";
import type { Account } from "../account/account.ts";
import type { BookColumns } from "../book/quote.ts";
import type { Dollars } from "../dollar/dollars.ts";
import type { ConditionalOrder } from "../order/conditional.ts";
import type { Order } from "../order/order.ts";
import type { World } from "../world/world.ts";

/** Who is on the other side of every movement of money. Accounts and pools together never gain or lose a digit. */
export type Pool = "market" | "fee" | "funding" | "insurance";

/** The whole exchange. Plain data (typed arrays, Maps, bigints): `v8.serialize` makes a snapshot of it. */
export interface ExchangeState {
  readonly world: World;
  readonly books: BookColumns;
  readonly accounts: Map<string, Account>;
  /** `pool:asset` → what the pool holds; may be negative. */
  readonly pools: Map<string, Amount>;
  /** Every resting order, oldest first. */
  readonly resting: Map<number, Order>;
  /** The same orders by the side of the book they rest on, in their order of being filled. */
  readonly ladders: Map<number, Order[]>;
  /** Those of them that expire by themselves. */
  readonly dated: Set<number>;
  /** Every conditional order that still waits for its price, oldest first. */
  readonly waiting: Map<number, ConditionalOrder>;
  readonly dollars: Dollars;
  nowMs: number;
  /** The last second whose trades have been matched against resting orders. */
  matchedSecond: number;
  /** Before this second no account can be liquidated, unless something happens to it. */
  safeUntilSecond: number;
  /** Of the next settlement: how many seconds after its hour it is paid, and when it is due once the hour has struck. */
  readonly lateFunding: { seconds: number; dueSecond: number | null };
  nextOrderId: number;
  nextConditionalId: number;
  nextPriority: number;
  nextTradeId: number;
  nextIncomeId: number;
}
