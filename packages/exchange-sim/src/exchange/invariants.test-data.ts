import { type Account, positionKey } from "../account/account.ts";
import { MARK_SCALE, maintenanceMargin, unrealizedPnl } from "../account/margin.ts";
import { isUnified, poolAmount, totalByAsset, VENUE_UNIT, walletOf } from "../account/money.ts";
import { reducibleBy } from "../book/plan.ts";
import { type Order, type PositionSide, remainingOf, type Trade } from "../order/order.ts";
import { specificationOf } from "../world/instrument.ts";
import { markMantissaAt } from "../world/sample.ts";
import { lastSettledRate } from "../world/settlement.ts";
import { secondOf } from "../world/world.ts";
import type { ExchangeEvent } from "./event.ts";
import type { ExchangeState } from "./state.ts";

/** What an onlooker remembers of an episode, to hold the exchange to. */
export interface Watch {
  readonly totals: ReadonlyMap<string, bigint>;
  /** `account/instrument/side` → quantity as the trades make it. */
  readonly positions: Map<string, number>;
  /** Order → executed quantity and quote as the trades make them. */
  readonly fills: Map<number, { executed: number; quote: bigint }>;
  insurance: bigint;
  readonly counts: Map<string, number>;
}

export const beginWatch = (state: ExchangeState): Watch => ({
  totals: totalByAsset(state),
  positions: new Map(),
  fills: new Map(),
  insurance: 0n,
  counts: new Map(),
});

export const count = (watch: Watch, what: string): void => {
  watch.counts.set(what, (watch.counts.get(what) ?? 0) + 1);
};

function check(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(what);
}

/** Everything that must hold after whatever happened. */
export function checkState(state: ExchangeState, watch: Watch): void {
  for (const [asset, total] of totalByAsset(state)) {
    check(total === (watch.totals.get(asset) ?? 0n), `${asset} is not conserved: ${total}`);
  }
  let cleared = 0n;
  for (const { income } of state.accounts.values()) {
    for (const row of income) if (row.type === "INSURANCE_CLEAR") cleared += row.amount;
  }
  check(cleared === watch.insurance, "the insurance fund told of other sums than its rows");
  check(poolAmount(state, "insurance", "USDT") >= 0n, "the insurance fund owes money");
  for (const account of state.accounts.values()) checkAccount(state, account);
  checkBooks(state);
}

function checkAccount(state: ExchangeState, account: Account): void {
  const locked = new Map<string, bigint>();
  const add = (asset: string, value: bigint) => locked.set(asset, (locked.get(asset) ?? 0n) + value);
  for (const id of account.openOrders) {
    const order = state.resting.get(id);
    check(order !== undefined && order.account === account.name, `order ${id} is open and rests nowhere`);
    if (order.market === "futures") continue;
    const spot = specificationOf(state.world.instruments[order.instrument] ?? never(), "spot");
    const unit = 10n ** BigInt(18 - spot.quantityScale);
    const left = BigInt(remainingOf(order));
    if (order.side === "SELL") add(spot.baseAsset, left * unit);
    else add("USDT", (BigInt(order.price) * left * unit) / 10n ** BigInt(spot.priceScale));
  }
  for (const each of state.waiting.values()) {
    if (each.account !== account.name) continue;
    const { spot } = state.world.instruments[each.instrument] ?? never();
    add(each.side === "SELL" ? spot.baseAsset : "USDT", each.locked);
  }
  for (const [asset, balance] of account.spot) {
    const backed = isUnified(state) && asset === "USDT" && account.positions.size > 0 && balance.locked === 0n;
    check(balance.free >= 0n || backed, `${account.name} has ${balance.free} ${asset} free`);
    check(balance.locked === (locked.get(asset) ?? 0n), `${account.name} has ${balance.locked} ${asset} locked`);
  }
  let isolated = 0n;
  for (const position of account.positions.values()) {
    check(position.quantity !== 0 && position.cost > 0n, "an empty position");
    check((position.side === "BOTH") !== account.hedgeMode, "a position of the other mode");
    const inverted =
      position.side === "LONG" ? position.quantity < 0 : position.side === "SHORT" && position.quantity > 0;
    check(!inverted, `a ${position.side} position of ${position.quantity}`);
    check(position.isolatedMargin >= 0n, "a negative isolated margin");
    isolated += position.isolatedMargin;
  }
  const wallet = walletOf(state, account);
  if (account.positions.size === 0) check(wallet >= 0n, `${account.name} owes ${wallet}`);
}

/** After a whole second no account is left below its maintenance margin. */
export function checkMargins(state: ExchangeState): void {
  for (const account of state.accounts.values()) {
    let balance: bigint = walletOf(state, account);
    let maintenance = 0n;
    let crossed = 0;
    for (const position of account.positions.values()) {
      balance -= position.isolatedMargin;
      const pnl = unrealizedPnl(state, position);
      if ((account.marginType.get(position.instrument) ?? account.marginMode) === "ISOLATED") {
        check(
          position.isolatedMargin + pnl > maintenanceMargin(state, position),
          "an isolated position outlived its margin",
        );
        continue;
      }
      crossed += 1;
      balance += pnl;
      maintenance += maintenanceMargin(state, position);
    }
    check(crossed === 0 || balance > maintenance, `${account.name} outlived its margin`);
  }
}

/** The ladders hold what rests, in its order. */
function checkBooks(state: ExchangeState): void {
  let held = 0;
  for (const ladder of state.ladders.values()) {
    held += ladder.length;
    for (const [at, order] of ladder.entries()) {
      check(state.resting.get(order.id) === order, "a ladder holds what does not rest");
      const before = ladder[at - 1];
      check(before === undefined || goesBefore(before, order), "a ladder is out of order");
    }
  }
  check(held === state.resting.size, "an order rests on no ladder");
}

const goesBefore = (a: Order, b: Order): boolean =>
  a.price === b.price ? a.priority < b.priority : a.side === "BUY" ? a.price > b.price : a.price < b.price;

/** Everything that must hold of what happened, in its order. `placed` is the order this step brought, if any. */
export function checkEvents(
  state: ExchangeState,
  watch: Watch,
  events: readonly ExchangeEvent[],
  placed: number | null,
  factorOf: (instrument: number) => number = () => 1,
): void {
  const settled = new Map<string, bigint>();
  for (const event of events) {
    count(watch, event.kind);
    if (event.kind === "insurance") watch.insurance += event.amount;
    if (event.kind === "funding") settled.set(`${event.account}/${event.instrument}`, event.amount);
    if (event.kind !== "order") continue;
    if (event.order.endReason !== "none") count(watch, event.order.endReason);
    if (event.amended) count(watch, "amended");
    if (event.trade === null) continue;
    checkTrade(watch, event.order, event.trade);
    if (event.trade.maker) checkPriority(state, event, placed);
  }
  for (const [key, quantity] of watch.positions) {
    const [name = "", instrument, side] = key.split("/");
    const held =
      (state.accounts.get(name)?.positions.get(positionKey(Number(instrument), side as PositionSide))?.quantity ?? 0) *
      factorOf(Number(instrument));
    check(held === quantity, `${key} holds ${held} after trades of ${quantity}`);
    watch.positions.set(key, held / factorOf(Number(instrument)));
  }
}

function checkTrade(watch: Watch, order: Order, trade: Trade): void {
  count(watch, trade.maker ? "maker" : "taker");
  if (order.origin !== "account") count(watch, order.origin);
  const fill = watch.fills.get(order.id) ?? { executed: 0, quote: 0n };
  fill.executed += trade.quantity;
  fill.quote += trade.quote;
  watch.fills.set(order.id, fill);
  check(trade.quantity > 0 && fill.executed === order.executed, `order ${order.id} is filled to ${order.executed}`);
  check(order.executed <= order.quantity, `order ${order.id} is filled beyond its quantity`);
  check(fill.quote === order.quote, `order ${order.id} is not worth its fills`);
  check(order.quoteQuantity === 0n || order.quote <= order.quoteQuantity, `order ${order.id} spent more than its sum`);
  const beyond = order.side === "BUY" ? trade.price > order.price : trade.price < order.price;
  check(order.price === 0 || !beyond, `order ${order.id} is filled beyond its limit`);
  check(!trade.maker || trade.price === order.price, `maker ${order.id} is filled at another price`);
  if (order.market === "spot") return;
  const key = `${order.account}/${order.instrument}/${order.positionSide}`;
  const before = watch.positions.get(key) ?? 0;
  const after = before + (order.side === "BUY" ? trade.quantity : -trade.quantity);
  watch.positions.set(key, after);
  if (order.positionSide !== "BOTH") count(watch, "hedged");
  if (!order.reduceOnly) return;
  count(watch, "reduced");
  check(Math.abs(after) < Math.abs(before) && before * after >= 0, `reduce-only ${order.id} made ${before} ${after}`);
}

type OrderEvent = Extract<ExchangeEvent, { kind: "order" }>;

/** Nobody before this order, by price and then by time, is still waiting with something to give. */
function checkPriority(state: ExchangeState, { order: filled, timeMs }: OrderEvent, placed: number | null): void {
  for (const order of state.resting.values()) {
    if (order.market !== filled.market || order.instrument !== filled.instrument || order.side !== filled.side)
      continue;
    if (order.id === placed || order.id === filled.id || order.createdMs > timeMs || !goesBefore(order, filled))
      continue;
    check(
      order.reduceOnly && reducibleBy(state, order) === 0,
      `order ${filled.id} was filled before order ${order.id}, which waits before it`,
    );
  }
}

/** Enough for quantity × mark × rate without rounding. */
const DIGITS = 30;

/** What the pool took is what longs and shorts did not pay each other, but for each account's last digit. */
export function checkFunding(
  state: ExchangeState,
  before: ReadonlyMap<string, number>,
  events: readonly ExchangeEvent[],
  poolChange: bigint,
): void {
  const rows = events.filter((event) => event.kind === "funding");
  const first = rows[0];
  if (first === undefined) return;
  let unpaid = 0n;
  const digits = BigInt(rows.length + before.size) * VENUE_UNIT;
  for (const instrument of state.world.instruments) {
    let net = 0;
    for (const [key, quantity] of before) if (key.split("/")[1] === String(instrument.index)) net += quantity;
    const mark = markMantissaAt(state.world, instrument.index, secondOf(first.timeMs));
    const scale = instrument.futures.quantityScale + MARK_SCALE + 8;
    const product = BigInt(net) * BigInt(mark) * BigInt(lastSettledRate(state.world, instrument.index));
    unpaid += product * 10n ** BigInt(DIGITS - scale);
  }
  const off = poolChange * 10n ** BigInt(DIGITS - 18) - unpaid;
  check(off >= 0n && off <= digits * 10n ** BigInt(DIGITS - 18), `the pool took ${poolChange} of ${unpaid}`);
}

const never = (): never => {
  throw new Error("missing");
};
