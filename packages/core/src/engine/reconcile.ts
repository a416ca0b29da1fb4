import type { Wallet } from "../events/index.ts";
import type { Asset, InstrumentIndex, VenueId } from "../ids/index.ts";
import { walletKey } from "../ledger/ledger.ts";
import type { Instrument } from "../market/instrument.ts";
import type { OrderIntent } from "../order/intent.ts";
import type { Leg, Pair } from "../position/pair.ts";
import { type Amount, fingerprint, formatAmount, quantityAmount, unreachable, ZERO } from "../units/index.ts";
import { foreignOrders } from "./foreign.ts";
import type { Difference, EngineState, Told, VenueState } from "./state.ts";
import { liveOrdersAt, mayGiveUp } from "./unproven.ts";

/** Everything the venue says that our books cannot explain after its fills and income were replayed. */
export function findUnexplained(state: EngineState, told: Told): Difference[] {
  return [
    ...balanceDifferences(state, told),
    ...positionDifferences(state, told),
    ...strangersOrders(state, told),
    ...openFates(state, told),
  ];
}

/** `sim/spot/USDT`, `position AAAUSDT`, `order web_1`: unique within a venue. */
export function nameOf(state: EngineState, venue: VenueId, difference: Difference): string {
  switch (difference.kind) {
    case "balance":
      return walletKey(venue, difference.wallet, difference.asset);
    case "position":
      return `position ${state.market.instruments[difference.instrument]?.symbol ?? difference.instrument}`;
    case "order":
    case "fate":
      return `order ${difference.clientOrderId}`;
    default:
      return unreachable(difference);
  }
}

/** What we say and what the venue says, in words where neither is a number. */
export function sidesOf(difference: Difference): { readonly ours: string; readonly venues: string } {
  switch (difference.kind) {
    case "balance":
    case "position":
      return { ours: formatAmount(difference.ours), venues: formatAmount(difference.venues) };
    case "order":
      return { ours: "none", venues: "open" };
    case "fate":
      return { ours: "unknown", venues: "not known" };
    default:
      return unreachable(difference);
  }
}

/** Both sides of all of them in one line. */
export const describeDifferences = (state: EngineState, venue: VenueId, differences: readonly Difference[]): string =>
  differences
    .map((difference) => {
      const { ours, venues } = sidesOf(difference);
      return `${nameOf(state, venue, difference)} ours ${ours} venue ${venues}`;
    })
    .join("; ");

/** Names exactly these differences, both sides of each. */
export const printOf = (state: EngineState, venue: VenueId, differences: readonly Difference[]): string =>
  fingerprint(describeDifferences(state, venue, differences));

function balanceDifferences(state: EngineState, { venue, balances }: Told): Difference[] {
  const told = new Map<string, Amount>();
  for (const { wallet, asset, total } of balances) told.set(walletKey(venue, wallet, asset), total);
  const keys = new Set(told.keys());
  for (const key of state.ledger.wallets.keys()) if (key.startsWith(`${venue}/`)) keys.add(key);
  const rows: Difference[] = [];
  for (const key of [...keys].sort()) {
    const ours = state.ledger.wallets.get(key) ?? ZERO;
    const venues = told.get(key) ?? ZERO;
    if (ours === venues) continue;
    const [, wallet, asset] = key.split("/");
    rows.push({ kind: "balance", wallet: wallet as Wallet, asset: asset as Asset, ours, venues });
  }
  return rows;
}

/** What our pairs and what is known as a stranger's say each perpetual position must be, in base amount. */
function expectedPositions(state: EngineState, venue: VenueId): Map<InstrumentIndex, Amount> {
  const expected = new Map<InstrumentIndex, Amount>();
  const add = (instrument: InstrumentIndex, held: Amount): void => {
    expected.set(instrument, ((expected.get(instrument) ?? ZERO) + held) as Amount);
  };
  for (const pair of state.portfolio.pairs.values()) {
    for (const { venue: at, kind, instrument, held } of [pair.long, pair.short])
      if (at === venue && kind === "perpetual") add(instrument, held);
  }
  for (const [instrument, held] of state.control.outside.positions)
    if (state.market.instruments[instrument]?.venue === venue) add(instrument, held);
  return expected;
}

function positionDifferences(state: EngineState, { venue, positions }: Told): Difference[] {
  const expected = expectedPositions(state, venue);
  const told = new Map<InstrumentIndex, Amount>();
  for (const position of positions) {
    const scale = state.market.instruments[position.instrument]?.quantityScale ?? 0;
    told.set(position.instrument, quantityAmount(position.quantity, scale));
  }
  const rows: Difference[] = [];
  for (const instrument of new Set([...expected.keys(), ...told.keys()])) {
    const ours = expected.get(instrument) ?? ZERO;
    const venues = told.get(instrument) ?? ZERO;
    if (ours !== venues) rows.push({ kind: "position", instrument, ours, venues });
  }
  return rows;
}

/** Whether it is about coins in the wallet this market settles in. */
const isCoinOf = ({ kind, wallet, base }: Instrument, difference: Difference): boolean =>
  kind === "spot" && difference.kind === "balance" && difference.wallet === wallet && difference.asset === base;

/** Whether the venue shows something of this order that our books do not: itself, a position, or its coin. */
export function leavesTrace(state: EngineState, told: Told, intent: OrderIntent): boolean {
  if (told.openOrders.some(({ clientOrderId }) => clientOrderId === intent.clientOrderId)) return true;
  const index = intent.instrument;
  const instrument = state.market.instruments[index];
  return instrument?.kind === "spot"
    ? balanceDifferences(state, told).some((row) => isCoinOf(instrument, row))
    : positionDifferences(state, told).some((row) => row.kind === "position" && row.instrument === index);
}

/** Resting orders of somebody else: one more thing to be explained before anything begins, and watched for later. */
function strangersOrders(state: EngineState, told: Told): Difference[] {
  if (state.phase === "ready") return [];
  return [...foreignOrders(state, told)].flatMap(([instrument, names]) =>
    names.map((clientOrderId): Difference => ({ kind: "order", instrument, clientOrderId })),
  );
}

/** Orders of ours a person was asked about, as long as none of them is seen to rest. */
const openFates = (state: EngineState, told: Told): Difference[] =>
  liveOrdersAt(state, told.venue)
    .filter((order) => mayGiveUp(state, told, order))
    .map(({ intent: { instrument, clientOrderId } }): Difference => ({ kind: "fate", instrument, clientOrderId }));

/** Coins of ours too few to sell, for the owner to know: `0.00012 BTC`. */
export function coinRests(state: EngineState, event: Told): string[] {
  const bases = new Set(
    [...state.portfolio.pairs.values()]
      .filter(({ long }) => long.venue === event.venue && long.kind === "spot")
      .map((pair) => pair.base),
  );
  return event.balances
    .filter((balance) => balance.wallet !== "futures" && bases.has(balance.asset) && balance.total > 0n)
    .map((balance) => `${formatAmount(balance.total)} ${balance.asset}`);
}

/** Whether the venue's books were compared in this process at all. */
export const isHeard = (venue: VenueState | undefined): boolean => venue !== undefined && venue.unexplained !== null;

/** Whether what differs at the venue concerns what this pair holds; unknown counts as yes. */
export const isDisputed = (state: EngineState, pair: Pair): boolean =>
  isLegDisputed(state, pair.long) || isLegDisputed(state, pair.short);

function isLegDisputed(state: EngineState, leg: Leg): boolean {
  const unexplained = state.venues.get(leg.venue)?.unexplained ?? null;
  const market = state.market.instruments[leg.instrument];
  if (unexplained === null || market === undefined) return true;
  return unexplained.some((row) => concerns(row, market));
}

/** Whether a difference at this market's own venue is about what a leg in it is made of. */
export const concerns = (difference: Difference, market: Instrument): boolean =>
  difference.kind === "balance" ? isCoinOf(market, difference) : difference.instrument === market.index;
