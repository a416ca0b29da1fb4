import type { Outside } from "@evenkeel/core/events";
import { type InstrumentIndex, parseClientOrderId } from "@evenkeel/core/ids";
import type { Order } from "@evenkeel/core/order";
import { isLive } from "@evenkeel/core/order";
import type { Leg, Pair } from "@evenkeel/core/position";
import { type Amount, formatAmount, formatMantissa, quantityAmount, ZERO } from "@evenkeel/core/units";
import type { SheetLineView, SheetOrderView, SheetVenueView, SheetView } from "../views/index.ts";
import { coinsPerUnit, type MarketOf, orderable, type SheetMarket } from "./market.ts";
import { stepsOf } from "./steps.ts";

/** What one venue last told of itself. */
export type SheetTold = {
  readonly atMs: number;
  readonly positions: readonly { readonly instrument: InstrumentIndex; readonly quantity: number }[];
  readonly openOrders: readonly { readonly instrument: InstrumentIndex; readonly clientOrderId: string }[];
  readonly balances: readonly { readonly wallet: string; readonly asset: string; readonly total: Amount }[];
};

export type SheetSources = {
  readonly madeAtMs: number;
  readonly source: SheetView["source"];
  readonly booksAtMs: number | null;
  readonly world: string | null;
  readonly pairs: readonly Pair[];
  readonly orders: readonly Order[];
  readonly outside: Outside;
  readonly marketOf: MarketOf;
  readonly venues: readonly { readonly venue: string; readonly label: string; readonly told: SheetTold | null }[];
  /** By the ledger, where the venue itself has not told. */
  readonly wallets: readonly {
    readonly venue: string;
    readonly wallet: string;
    readonly asset: string;
    readonly amount: Amount;
  }[];
};

export function makeSheet(sources: SheetSources): SheetView {
  const { madeAtMs, source, booksAtMs, world } = sources;
  return { madeAtMs, source, booksAtMs, world, venues: sources.venues.map((venue) => viewVenue(sources, venue)) };
}

function viewVenue(sources: SheetSources, { venue, label, told }: SheetSources["venues"][number]): SheetVenueView {
  const lines = [...legLines(sources, venue, told), ...strangerLines(sources, venue, told)];
  const orders = orderLines(sources, venue, told);
  return {
    venue,
    label,
    toldAtMs: told?.atMs ?? null,
    lines,
    orders,
    balances: balanceLines(sources, venue, told),
    steps: stepsOf(label, lines, orders),
  };
}

const magnitude = (value: Amount): Amount => (value < 0n ? (-value as Amount) : value);

function line(
  market: SheetMarket,
  held: Amount,
  told: Amount | null,
  pair: Pair | null,
  naked: boolean,
): SheetLineView {
  const { quantity, rest } = orderable(magnitude(held), market);
  return {
    market: market.kind,
    symbol: market.symbol,
    base: market.base,
    held: formatAmount(held),
    told: told === null ? null : formatAmount(told),
    action: quantity === 0n ? "none" : held > 0n ? "sell" : "buy",
    quantity: formatAmount(quantity),
    coinsPerUnit: coinsPerUnit(market),
    rest: formatAmount(rest),
    pairId: pair?.plan ?? null,
    naked,
  };
}

/** Legs of ours, perpetuals first: they can be liquidated while the rest is still being typed. */
function legLines({ pairs, marketOf }: SheetSources, venue: string, told: SheetTold | null): SheetLineView[] {
  const rows = pairs.flatMap((pair) =>
    [pair.short, pair.long].flatMap((leg) => {
      const market = leg.venue === venue && leg.held !== 0n ? marketOf(leg.instrument) : null;
      if (market === null || isLeftover(pair, leg, market)) return [];
      const apart = (pair.long.held + pair.short.held) as Amount;
      const ahead = apart !== 0n && apart > 0n === leg.held > 0n;
      const naked = ahead && orderable(magnitude(apart), market).quantity > 0n;
      return [line(market, leg.held, missingCoins(leg, market, told), pair, naked)];
    }),
  );
  return rows.toSorted((a, b) => Number(a.market === "spot") - Number(b.market === "spot"));
}

/** A rest that a closed pair left because no order takes it: nobody can do anything about it. */
const isLeftover = (pair: Pair, leg: Leg, market: SheetMarket): boolean =>
  pair.stage === "closed" && orderable(magnitude(leg.held), market).quantity === 0n;

/** The venue's own number of a coin, where it has told fewer than the leg needs. */
function missingCoins(leg: Leg, market: SheetMarket, told: SheetTold | null): Amount | null {
  if (market.kind !== "spot" || told === null) return null;
  const total = told.balances
    .filter(({ wallet, asset }) => wallet !== "futures" && asset === market.base)
    .reduce((sum, balance) => sum + balance.total, 0n);
  return total < leg.held ? (total as Amount) : null;
}

/** Positions that none of our pairs holds: told by the venue, or on file as not ours. */
function strangerLines(sources: SheetSources, venue: string, told: SheetTold | null): SheetLineView[] {
  const { pairs, outside, marketOf } = sources;
  const ours = new Map<InstrumentIndex, bigint>();
  for (const leg of pairs.flatMap(({ long, short }) => [long, short]))
    if (leg.kind === "perpetual") ours.set(leg.instrument, (ours.get(leg.instrument) ?? 0n) + leg.held);
  const known: readonly (readonly [InstrumentIndex, Amount])[] =
    told === null
      ? outside.positions
      : told.positions.map(({ instrument, quantity }) => {
          const whole = quantityAmount(quantity as never, marketOf(instrument)?.quantityScale ?? 0);
          return [instrument, (whole - (ours.get(instrument) ?? 0n)) as Amount] as const;
        });
  return known.flatMap(([instrument, held]) => {
    const market = marketOf(instrument);
    return market === null || market.venue !== venue || held === 0n ? [] : [line(market, held, null, null, true)];
  });
}

function orderLines(sources: SheetSources, venue: string, told: SheetTold | null): SheetOrderView[] {
  const { orders, outside, marketOf } = sources;
  const live = new Map(
    orders.filter(({ state }) => isLive(state)).map((order) => [order.intent.clientOrderId as string, order]),
  );
  const names = new Map<string, InstrumentIndex>();
  for (const { intent } of live.values()) names.set(intent.clientOrderId, intent.instrument);
  for (const { clientOrderId, instrument } of told?.openOrders ?? outside.orders) names.set(clientOrderId, instrument);
  return [...names].flatMap(([clientOrderId, instrument]) => {
    const market = marketOf(instrument);
    if (market === null || market.venue !== venue) return [];
    const intent = live.get(clientOrderId)?.intent;
    const ours = parseClientOrderId(clientOrderId) !== null;
    const quantity = intent === undefined ? null : formatMantissa(intent.quantity, market.quantityScale);
    return [{ market: market.kind, symbol: market.symbol, clientOrderId, ours, side: intent?.side ?? null, quantity }];
  });
}

function balanceLines({ wallets }: SheetSources, venue: string, told: SheetTold | null): SheetVenueView["balances"] {
  const known =
    told?.balances.map(({ wallet, asset, total }) => ({ wallet, asset, amount: total })) ??
    wallets.filter((each) => each.venue === venue);
  return known
    .filter(({ amount }) => amount !== ZERO)
    .map(({ wallet, asset, amount }) => ({ wallet, asset, amount: formatAmount(amount) }));
}
