import type {
  AccountCheckpoint,
  AccountObstacle,
  Balance,
  ColdEvent,
  Fill,
  Income,
  OpenOrder,
  VenuePosition,
} from "@evenkeel/core/events";
import {
  type Asset,
  type ClientOrderId,
  type InstrumentIndex,
  parseClientOrderId,
  type VenueId,
} from "@evenkeel/core/ids";
import type { Instrument } from "@evenkeel/core/market";
import type { OrderIntent, Side } from "@evenkeel/core/order";
import {
  type Amount,
  amount,
  notional,
  type Price,
  type Quantity,
  quantityAmount,
  type VenueTimeMs,
  type WallTimeMs,
  ZERO,
} from "@evenkeel/core/units";
import { USDT } from "./instruments.ts";

export type Stamp = { readonly venueTimeMs: VenueTimeMs; readonly receivedAtMs: WallTimeMs };

type Executed = { readonly intent: OrderIntent; readonly venueOrderId: string; readonly fills: Fill[] };
type Holding = { quantity: number; cost: bigint };

/** What the venue itself knows in a script: every execution counts here at once, told to the engine or not. */
export type Truth = {
  readonly venue: VenueId;
  readonly instruments: Instrument[];
  readonly balances: Map<string, Amount>;
  /** What of a wallet is not free. */
  readonly bound: Map<string, Amount>;
  readonly positions: Map<InstrumentIndex, Holding>;
  readonly orders: Map<ClientOrderId, Executed>;
  readonly fills: Fill[];
  readonly income: Income[];
  readonly openOrders: OpenOrder[];
  /** Asset of the spot fee: the coin itself, or a discount coin. */
  feeAsset: Asset | null;
  liquidationPrice: Price | null;
  /** What the venue says the mark is, with the position. */
  markPrice: Price | null;
  /** Of every position; 0: the venue tells none. */
  entryPrice: Price;
  leverage: number;
  crossMargin: boolean;
  permissions: Extract<ColdEvent, { kind: "account" }>["permissions"];
  positionMode: Extract<ColdEvent, { kind: "account" }>["positionMode"];
  collateral: Extract<ColdEvent, { kind: "account" }>["collateral"];
  readonly autoEarn: Asset[];
  obstacles: AccountObstacle[];
  /** Binance's trade lists carry no client order id. */
  namelessTrades: boolean;
  nextId: number;
};

export function createTruth(
  venue: VenueId,
  instruments: readonly Instrument[],
  wallets: Readonly<Record<string, string>>,
): Truth {
  return {
    venue,
    instruments: [...instruments],
    balances: new Map(Object.entries(wallets).map(([wallet, total]) => [wallet, amount(total)])),
    bound: new Map(),
    positions: new Map(),
    orders: new Map(),
    fills: [],
    income: [],
    openOrders: [],
    feeAsset: null,
    liquidationPrice: null,
    markPrice: null,
    entryPrice: 0 as Price,
    leverage: 2,
    crossMargin: false,
    permissions: "trade",
    positionMode: "one-way",
    collateral: "single-asset",
    autoEarn: [],
    obstacles: [],
    namelessTrades: false,
    nextId: 1,
  };
}

export function bump(truth: Truth, wallet: string, by: Amount): void {
  truth.balances.set(wallet, ((truth.balances.get(wallet) ?? ZERO) + by) as Amount);
}

function instrumentOf(truth: Truth, index: InstrumentIndex): Instrument {
  const found = truth.instruments.find((instrument) => instrument.index === index);
  if (found === undefined) throw new Error(`no instrument ${index} in this script`);
  return found;
}

/** Realised profit of a futures trade by the average price of what it closes; positions open at their own price. */
function settle(truth: Truth, index: InstrumentIndex, signed: number, quote: bigint): Amount {
  const holding = truth.positions.get(index) ?? { quantity: 0, cost: 0n };
  const before = holding.quantity;
  truth.positions.set(index, holding);
  const value = signed > 0 ? quote : -quote;
  holding.quantity += signed;
  if (before === 0 || Math.sign(before) === Math.sign(signed)) {
    holding.cost += value;
    return ZERO;
  }
  const released = (holding.cost * BigInt(Math.abs(signed))) / BigInt(Math.abs(before));
  holding.cost -= released;
  return (-value - released) as Amount;
}

/** Executes at the venue and moves its wallets; nobody has been told yet. */
export function execute(
  truth: Truth,
  index: InstrumentIndex,
  side: Side,
  quantity: Quantity,
  price: Price,
  origin: Pick<Fill, "clientOrderId" | "venueOrderId" | "origin">,
  stamp: Stamp,
): Fill {
  const instrument = instrumentOf(truth, index);
  const quote = notional(price, instrument.priceScale, quantity, instrument.quantityScale);
  const base = quantityAmount(quantity, instrument.quantityScale);
  const isSpot = instrument.kind === "spot";
  const bought = side === "buy";
  const feeAsset = isSpot ? (truth.feeAsset ?? (bought ? instrument.base : USDT)) : USDT;
  const worth = feeAsset === instrument.base ? base : quote;
  // A discount coin is scripted at 500 quote units.
  const scaled = feeAsset === truth.feeAsset ? worth / 500n : worth;
  const fee = ((scaled * BigInt(instrument.takerFeeBps)) / 10_000n) as Amount;
  const signed = bought ? quantity : -quantity;
  const realisedProfit = isSpot ? ZERO : settle(truth, index, signed, quote);
  const { wallet } = instrument;
  if (isSpot) {
    bump(truth, `${wallet}/${instrument.base}`, (bought ? base : -base) as Amount);
    bump(truth, `${wallet}/USDT`, (bought ? -quote : quote) as Amount);
  } else bump(truth, `${wallet}/USDT`, realisedProfit);
  bump(truth, `${wallet}/${feeAsset}`, -fee as Amount);
  const fill: Fill = {
    venue: truth.venue,
    instrument: index,
    tradeId: String(truth.nextId++),
    ...origin,
    side,
    price,
    quantity,
    quote,
    fee,
    feeAsset,
    realisedProfit,
    maker: false,
    venueTimeMs: stamp.venueTimeMs,
  };
  truth.fills.push(fill);
  return fill;
}

/** The venue has this order from now on, with nothing executed yet. */
export function accept(truth: Truth, intent: OrderIntent): Executed {
  const known = truth.orders.get(intent.clientOrderId);
  if (known !== undefined) return known;
  const order: Executed = { intent, venueOrderId: `v${truth.nextId++}`, fills: [] };
  truth.orders.set(intent.clientOrderId, order);
  return order;
}

export function executeOrder(truth: Truth, intent: OrderIntent, quantity: Quantity, price: Price, stamp: Stamp): Fill {
  const order = accept(truth, intent);
  const origin = { clientOrderId: intent.clientOrderId, origin: "order", venueOrderId: order.venueOrderId } as const;
  const fill = execute(truth, intent.instrument, intent.side, quantity, price, origin, stamp);
  order.fills.push(fill);
  return fill;
}

export function balancesOf(truth: Truth): Balance[] {
  return [...truth.balances].map(([key, total]) => {
    const [wallet = "", name = ""] = key.split("/");
    return {
      wallet: wallet as Balance["wallet"],
      asset: name as Asset,
      total,
      free: (total - (truth.bound.get(key) ?? ZERO)) as Amount,
    };
  });
}

function positionsOf(truth: Truth): VenuePosition[] {
  return [...truth.positions]
    .filter(([, holding]) => holding.quantity !== 0)
    .map(([instrument, holding]) => ({
      instrument,
      quantity: holding.quantity as Quantity,
      entryPrice: truth.entryPrice,
      liquidationPrice: truth.liquidationPrice,
      markPrice: truth.markPrice,
      marginIsolated: !truth.crossMargin,
      leverage: truth.leverage,
    }));
}

/** The whole account as a read of it answers: fills after the checkpoint's trade ids, income since its time. */
export function accountOf(truth: Truth, requestId: number, since: AccountCheckpoint, stamp: Stamp): ColdEvent {
  const from = new Map(since.lastTradeIds);
  const asked = (fill: Fill): boolean => {
    const last = from.get(fill.instrument);
    return last !== undefined && Number(fill.tradeId) > Number(last === "" ? 0 : last);
  };
  return {
    kind: "account",
    ...stamp,
    venue: truth.venue,
    requestId,
    balances: balancesOf(truth),
    positions: positionsOf(truth),
    openOrders: [...truth.openOrders],
    fills: truth.fills
      .filter(asked)
      .map((fill) => (truth.namelessTrades && ours(fill) ? { ...fill, clientOrderId: null } : fill)),
    income: truth.income.filter((income) => income.venueTimeMs >= since.incomeSince),
    permissions: truth.permissions,
    positionMode: truth.positionMode,
    collateral: truth.collateral,
    feeAssets: truth.feeAsset === null ? [] : [{ wallet: "spot", asset: truth.feeAsset }],
    autoEarn: [...truth.autoEarn],
    obstacles: [...truth.obstacles],
  };
}

const ours = (fill: Fill): boolean => fill.clientOrderId !== null && parseClientOrderId(fill.clientOrderId) !== null;
