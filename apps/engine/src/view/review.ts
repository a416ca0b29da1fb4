import {
  type AcceptingView,
  type DifferenceView,
  type OutsideView,
  type ReviewView,
  type VenueReviewView,
  venueLabel,
} from "@evenkeel/api/views";
import {
  type AcceptRefusal,
  acceptRefusal,
  concerns,
  type Difference,
  type EngineState,
  foreignOrders,
  nameOf,
  printOf,
  type Settlement,
  settle,
  type Unexplained,
  type VenueState,
} from "@evenkeel/core/engine";
import type { VenueId } from "@evenkeel/core/ids";
import { imbalance, openPairs, type Pair } from "@evenkeel/core/position";
import { type Amount, formatAmount, SECOND_MS } from "@evenkeel/core/units";
import { text } from "./numbers.ts";

/** Both sides of everything that is not explained, and what accepting it would do: nothing is done by looking. */
export const viewReview = (state: EngineState): ReviewView => ({
  halted: state.control.halted,
  venues: [...state.venues].map(([id, venue]) => viewVenue(state, id, venue)),
  outside: viewOutside(state),
});

function viewOutside(state: EngineState): OutsideView[] {
  const { positions, orders } = state.control.outside;
  const at = (instrument: number) => {
    const venue = state.market.instruments[instrument]?.venue ?? "?";
    return { venue, label: venueLabel(venue), symbol: symbolOf(state, instrument) };
  };
  return [
    ...positions.map(([instrument, held]) => ({ ...at(instrument), held: text(held), order: null, accepted: true })),
    ...orders.map(({ instrument, clientOrderId }) => ({
      ...at(instrument),
      held: null,
      order: clientOrderId,
      accepted: true,
    })),
    ...strangersOrders(state).map(([instrument, order]) => ({ ...at(instrument), held: null, order, accepted: false })),
  ];
}

/** While running they are no difference; before, they are among those. */
function strangersOrders(state: EngineState): [instrument: number, order: string][] {
  if (state.phase !== "ready") return [];
  return [...state.venues.values()].flatMap(({ told }) =>
    told === null
      ? []
      : [...foreignOrders(state, told)].flatMap(([instrument, names]) =>
          names.map((name): [number, string] => [instrument, name]),
        ),
  );
}

function viewVenue(state: EngineState, id: VenueId, venue: VenueState): VenueReviewView {
  const unexplained = venue.unexplained ?? [];
  const settled = unexplained.map((row) => ({ row, settlement: settle(state, id, row) }));
  const refusal = acceptRefusal(state, venue);
  return {
    venue: id,
    label: venueLabel(id),
    standing: venue.unexplained === null ? "unread" : unexplained.length === 0 ? "agrees" : "differs",
    readAtMs: venue.readAt === 0 ? null : venue.readAt,
    readFailures: venue.readFailures,
    print: unexplained.length === 0 ? null : printOf(state, id, unexplained),
    waits:
      refusal === null || refusal.code === "nothing-differs" ? null : { code: refusal.code, text: sayWait(refusal) },
    differences: settled.map(({ row, settlement }) => viewDifference(state, id, row, settlement)),
    afterwards: sayAfterwards(
      state,
      settled.map(({ settlement }) => settlement),
    ),
  };
}

function sayWait({ code, have, need }: AcceptRefusal): string {
  switch (code) {
    case "unread":
      return "The account has not been read and compared since the start.";
    case "venue-silent":
      return `The venue has not answered for ${Math.round(have / SECOND_MS)} s: its word is too old to be taken.`;
    case "orders-open":
      return "The fate of an order is still open; it may be what explains the difference.";
    case "still-comparing":
      return `Seen unchanged in ${have} of ${need} reads.`;
    case "nothing-differs":
      return "Books and venue agree.";
  }
}

function viewDifference(state: EngineState, id: VenueId, row: Unexplained, settlement: Settlement): DifferenceView {
  const sides =
    row.kind === "order" || row.kind === "fate"
      ? { ours: null, venues: null, apart: null }
      : { ours: text(row.ours), venues: text(row.venues), apart: text((row.venues - row.ours) as Amount) };
  return {
    kind: row.kind,
    name: nameOf(state, id, row).replace(`${id}/`, ""),
    order: row.kind === "order" ? row.clientOrderId : null,
    subject: subjectOf(state, row),
    unit: unitOf(state, row),
    ...sides,
    sinceMs: row.since,
    pairs: pairsOf(state, id, row).map(({ plan, base }) => ({ pairId: plan, symbol: base })),
    accepting: viewAccepting(settlement),
  };
}

const symbolOf = (state: EngineState, index: number): string =>
  state.market.instruments[index]?.symbol ?? String(index);

function subjectOf(state: EngineState, row: Difference): string {
  switch (row.kind) {
    case "balance":
      return `${row.asset} in the ${row.wallet} wallet`;
    case "position":
      return `${symbolOf(state, row.instrument)} perpetual`;
    case "order":
      return `Open order ${row.clientOrderId} at ${symbolOf(state, row.instrument)}`;
    case "fate":
      return `What our order ${row.clientOrderId} did at ${symbolOf(state, row.instrument)}`;
  }
}

function unitOf(state: EngineState, row: Difference): string | null {
  if (row.kind === "order" || row.kind === "fate") return null;
  return row.kind === "balance" ? row.asset : (state.market.instruments[row.instrument]?.base ?? null);
}

function pairsOf(state: EngineState, id: VenueId, row: Difference): Pair[] {
  return [...openPairs(state.portfolio)].filter((pair) =>
    [pair.long, pair.short].some((leg) => {
      const market = state.market.instruments[leg.instrument];
      return leg.venue === id && market !== undefined && concerns(row, market);
    }),
  );
}

function viewAccepting({ difference, bookings, legs, outside }: Settlement): AcceptingView {
  const booked = bookings.reduce((sum, { amount }) => sum + amount, 0n) as Amount;
  const [first] = bookings;
  return {
    booked: first === undefined ? null : { wallet: first.wallet, asset: first.asset, amount: text(booked) },
    legs: legs.map(({ pair, leg, before, after }) => ({
      pairId: pair.plan,
      symbol: pair.base,
      leg,
      before: text(before),
      after: text(after),
    })),
    outside: isOutside(difference, outside) ? { amount: difference.kind === "order" ? null : text(outside) } : null,
  };
}

const isOutside = ({ kind }: Difference, outside: Amount): boolean => kind === "order" || outside !== 0n;

/** The engine only ever shrinks the leg that is ahead, and lets alone what is not its own. */
function sayAfterwards(state: EngineState, settlements: readonly Settlement[]): string[] {
  const corrected = new Map<Pair, bigint>();
  for (const { pair, before, after } of settlements.flatMap(({ legs }) => legs))
    if (pair.stage !== "closed") corrected.set(pair, (corrected.get(pair) ?? imbalance(pair)) + after - before);
  const shrunk = [...corrected].flatMap(([pair, apart]) => {
    if (apart === 0n) return [];
    const size = formatAmount((apart < 0n ? -apart : apart) as Amount);
    return [`${pair.base}: up to ${size} of the ${apart > 0n ? "long leg is sold" : "short leg is bought back"}.`];
  });
  const beside = settlements.flatMap(({ difference, outside }) =>
    difference.kind !== "balance" && isOutside(difference, outside)
      ? [`${symbolOf(state, difference.instrument)} takes no new risk while something of a stranger's is there.`]
      : [],
  );
  const ended = settlements.flatMap(({ difference }) =>
    difference.kind === "fate" ? [`Order ${difference.clientOrderId} is waited for no longer.`] : [],
  );
  return [...shrunk, ...beside, ...ended];
}
