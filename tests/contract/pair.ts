import type { AccountCheckpoint, ColdEvent, Fill } from "@evenkeel/core/events";
import type { Instrument } from "@evenkeel/core/market";
import type { OrderIntent } from "@evenkeel/core/order";
import { mantissaToFloat, type Price, type Quantity, toFloat, venueTime } from "@evenkeel/core/units";
import { type Heard, intentFor, performed, sendNow, type Venue, wholeSteps } from "./subject.ts";

/** A venue that runs, what it told, and the pair the behaviours trade. */
export type Stage = { readonly venue: Venue; readonly heard: Heard; readonly pair: TestPair };

/** A spot and a perpetual of one coin that a small account can trade, the perpetual with a multiplier if there is one. */
export type TestPair = { readonly spot: Instrument; readonly perpetual: Instrument };

export type Depth = Extract<ColdEvent, { kind: "depth" }>;

const ORDER_USDT = 400;

export const valueOf = ({ priceScale, quantityScale }: Instrument, price: Price, quantity: Quantity): number =>
  mantissaToFloat(price, priceScale) * mantissaToFloat(quantity, quantityScale);

export function pairsOf(instruments: readonly Instrument[]): TestPair[] {
  const spots = new Map(instruments.filter(({ kind }) => kind === "spot").map((spot) => [spot.base, spot]));
  return instruments
    .filter(({ kind, status }) => kind === "perpetual" && status === "trading")
    .flatMap((perpetual) => {
      const spot = spots.get(perpetual.base);
      return spot === undefined ? [] : [{ spot, perpetual }];
    });
}

/** Prefers a contract whose step is not one: there the multiplier shows. */
export function choosePair(instruments: readonly Instrument[]): TestPair {
  const pairs = pairsOf(instruments);
  const multiplied = pairs.find(({ perpetual }) => perpetual.stepSize >= 1_000 && perpetual.quantityScale === 0);
  const chosen = multiplied ?? pairs[0];
  if (chosen === undefined) throw new Error("the catalogue has no pair");
  return chosen;
}

export const readDepth = (venue: Venue, instrument: Instrument): Promise<Depth> =>
  performed(venue.adapter, { kind: "read-depth", venue: venue.adapter.venue, instrument: instrument.index }, "depth");

export function bestOf(depth: Depth, side: "buy" | "sell"): readonly [Price, Quantity] {
  const best = (side === "buy" ? depth.asks : depth.bids)[0];
  if (best === undefined) throw new Error("the book is empty");
  return best;
}

const AWAY_PERCENT = 1;

/** A price that surely crosses, on a tick. */
export function crossing(instrument: Instrument, best: Price, side: "buy" | "sell"): Price {
  const factor = side === "buy" ? 100 + AWAY_PERCENT : 100 - AWAY_PERCENT;
  const price = Math.round((best * factor) / 100);
  return (price - (price % instrument.tickSize)) as Price;
}

/** A quantity worth a few hundred, in steps of both legs. */
export function smallQuantity({ spot, perpetual }: TestPair, best: Price): Quantity {
  const perUnit = valueOf(spot, best, (10 ** spot.quantityScale) as Quantity);
  const step = perpetual.stepSize / 10 ** perpetual.quantityScale;
  const units = Math.max(1, Math.floor(ORDER_USDT / perUnit / step)) * step;
  return wholeSteps(Math.round(units * 10 ** spot.quantityScale), spot.stepSize);
}

/** The same quantity at another leg's scale. */
export const rescaled = (quantity: Quantity, from: Instrument, to: Instrument): Quantity =>
  Math.round((quantity / 10 ** from.quantityScale) * 10 ** to.quantityScale) as Quantity;

export type Taken = { readonly intent: OrderIntent; readonly fills: readonly Fill[] };

/** Sends an order that fills at once and reads it back. */
export async function take(
  venue: Venue,
  instrument: Instrument,
  side: "buy" | "sell",
  quantity: Quantity,
  changes: Partial<OrderIntent> = {},
): Promise<Taken> {
  const [best] = bestOf(await readDepth(venue, instrument), side);
  const intent = intentFor(instrument, { side, quantity, priceLimit: crossing(instrument, best, side), ...changes });
  await performed(venue.adapter, sendNow(intent), "acknowledged");
  const { fills } = await query(venue, intent);
  return { intent, fills };
}

export const query = (venue: Venue, { clientOrderId, instrument }: OrderIntent) =>
  performed(
    venue.adapter,
    { kind: "query-order", venue: venue.adapter.venue, clientOrderId, instrument },
    "order-found",
  );

export const filled = (fills: readonly Fill[]): number => fills.reduce((sum, { quantity }) => sum + quantity, 0);

let requests = 0;

/** As the engine asks: the instruments of its pairs are named even where they have not traded yet. */
export function readAccount({ venue, pair }: Stage, since: Partial<AccountCheckpoint> = {}) {
  requests += 1;
  const { spot, perpetual } = pair;
  const whole: AccountCheckpoint = {
    venue: venue.adapter.venue,
    lastTradeIds: [
      [spot.index, ""],
      [perpetual.index, ""],
    ],
    incomeSince: venueTime(0),
    openedAt: venueTime(0),
    ...since,
  };
  return performed(
    venue.adapter,
    { kind: "read-account", venue: venue.adapter.venue, requestId: requests, since: whole, urgent: false },
    "account",
  );
}

export type Account = Awaited<ReturnType<typeof readAccount>>;

/** In the wallet where this market's trades settle. */
export const balanceOf = (account: Account, { wallet }: Pick<Instrument, "wallet">, asset: string): bigint =>
  account.balances.find((balance) => balance.wallet === wallet && balance.asset === asset)?.total ?? 0n;

/** What is held. What of it is free moves with the market where open positions bind it. */
export const totalsOf = ({ balances }: Account) =>
  balances.map(({ wallet, asset, total }) => ({ wallet, asset, total }));

export const positionOf = (account: Account, instrument: Instrument): number =>
  account.positions.find((position) => position.instrument === instrument.index)?.quantity ?? 0;

export const midOf = (heard: Heard, instrument: Instrument): number => {
  const top = heard.tops.find((each) => each.instrument === instrument.index);
  if (top === undefined) throw new Error(`no top of ${instrument.symbol}`);
  return mantissaToFloat((top.bidPrice + top.askPrice) / 2, instrument.priceScale);
};

export const bpsOf = (part: bigint, whole: bigint): number =>
  (toFloat(part as Parameters<typeof toFloat>[0]) / toFloat(whole as Parameters<typeof toFloat>[0])) * 1e4;
