import type { ColdEvent } from "../events/index.ts";
import type { InstrumentIndex } from "../ids/index.ts";
import { parseClientOrderId } from "../ids/index.ts";
import { walletKey } from "../ledger/ledger.ts";
import type { Instrument } from "../market/instrument.ts";
import type { OrderIntent } from "../order/intent.ts";
import type { Leg, Pair } from "../position/pair.ts";
import { hasMarkets, isTradable } from "../position/situation.ts";
import { type Amount, formatAmount, quantityAmount, ZERO } from "../units/index.ts";
import type { EngineState, Unexplained, VenueState } from "./state.ts";

type AccountEvent = Extract<ColdEvent, { kind: "account" }>;

/** Everything the venue says that our books cannot explain after its fills and income were replayed. */
export function findUnexplained(state: EngineState, event: AccountEvent): Unexplained[] {
  return [...balanceDifferences(state, event), ...positionDifferences(state, event), ...foreignOrders(state, event)];
}

function balanceDifferences(state: EngineState, event: AccountEvent): Unexplained[] {
  const told = new Map<string, Amount>();
  for (const { wallet, asset, total } of event.balances) told.set(walletKey(event.venue, wallet, asset), total);
  const keys = new Set(told.keys());
  for (const key of state.ledger.wallets.keys()) if (key.startsWith(`${event.venue}/`)) keys.add(key);
  const rows: Unexplained[] = [];
  for (const key of [...keys].sort()) {
    const ours = state.ledger.wallets.get(key) ?? ZERO;
    const theirs = told.get(key) ?? ZERO;
    if (ours !== theirs)
      rows.push({ what: key, ours: formatAmount(ours), venues: formatAmount(theirs), instrument: null });
  }
  return rows;
}

/** What our pairs say each perpetual position must be, in base amount. */
function expectedPositions(state: EngineState, venue: string): Map<InstrumentIndex, Amount> {
  const expected = new Map<InstrumentIndex, Amount>();
  for (const pair of state.portfolio.pairs.values()) {
    for (const { venue: at, kind, instrument, held } of [pair.long, pair.short]) {
      if (at !== venue || kind !== "perpetual") continue;
      expected.set(instrument, ((expected.get(instrument) ?? ZERO) + held) as Amount);
    }
  }
  return expected;
}

function positionDifferences(state: EngineState, event: AccountEvent): Unexplained[] {
  const expected = expectedPositions(state, event.venue);
  const told = new Map<InstrumentIndex, Amount>();
  for (const position of event.positions) {
    const scale = state.market.instruments[position.instrument]?.quantityScale ?? 0;
    told.set(position.instrument, quantityAmount(position.quantity, scale));
  }
  const rows: Unexplained[] = [];
  for (const at of new Set([...expected.keys(), ...told.keys()])) {
    const ours = expected.get(at) ?? ZERO;
    const theirs = told.get(at) ?? ZERO;
    if (ours === theirs) continue;
    const symbol = state.market.instruments[at]?.symbol ?? String(at);
    rows.push({ what: `position ${symbol}`, ours: formatAmount(ours), venues: formatAmount(theirs), instrument: at });
  }
  return rows;
}

/** Where the venue keeps the coins of a spot market. */
const coinKey = ({ venue, wallet, base }: Instrument): string => walletKey(venue, wallet, base);

/** Whether the venue shows something of this order that our books do not: itself, a position, or its coin. */
export function leavesTrace(state: EngineState, event: AccountEvent, intent: OrderIntent): boolean {
  if (event.openOrders.some(({ clientOrderId }) => clientOrderId === intent.clientOrderId)) return true;
  const index = intent.instrument;
  const instrument = state.market.instruments[index];
  const coin = instrument === undefined ? "" : coinKey(instrument);
  return instrument?.kind === "spot"
    ? balanceDifferences(state, event).some((row) => row.what === coin)
    : positionDifferences(state, event).some((row) => row.instrument === index);
}

/** Orders under another name than ours. What rests under our own is in the books, or is cancelled as an orphan. */
function foreignOrders(state: EngineState, event: AccountEvent): Unexplained[] {
  return event.openOrders
    .filter((order) => parseClientOrderId(order.clientOrderId)?.nonce !== state.nonce)
    .map((order) => ({
      what: `order ${order.clientOrderId}`,
      ours: "none",
      venues: "open",
      instrument: order.instrument,
    }));
}

/** What still stands in the way of calling this account flat. A coin rest below the venue's own minimum cannot be sold. */
export function residueOf(state: EngineState, event: AccountEvent): string[] {
  const residue: string[] = [];
  for (const position of event.positions) {
    if (position.quantity === 0) continue;
    residue.push(`position ${state.market.instruments[position.instrument]?.symbol ?? position.instrument}`);
  }
  for (const order of event.openOrders) residue.push(`open order ${order.clientOrderId}`);
  for (const pair of state.portfolio.pairs.values()) {
    const { venue, kind, held } = pair.long;
    // A perpetual is the venue's to tell: it stands among the positions above.
    if (venue !== event.venue || kind !== "spot" || held === 0n) continue;
    if (hasMarkets(pair, state.market) && !isTradable(pair.long, state.market)) continue;
    residue.push(`${formatAmount(held)} ${pair.base} spot`);
  }
  return residue;
}

/** Coins of ours too few to sell, for the owner to know: `0.00012 BTC`. */
export function coinRests(state: EngineState, event: AccountEvent): string[] {
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
  const coin = market.kind === "spot" ? coinKey(market) : null;
  return unexplained.some(({ what, instrument }) => what === coin || instrument === leg.instrument);
}
