import type { Command } from "../../events/index.ts";
import { post } from "../../ledger/ledger.ts";
import { correctLeg } from "../../position/correct.ts";
import { hedgedAmount } from "../../position/leg.ts";
import type { Pair } from "../../position/pair.ts";
import { instrumentAt } from "../../position/situation.ts";
import { type Amount, formatAmount, invariant, SECOND_MS, ZERO } from "../../units/index.ts";
import { advance, cutShort } from "../advance.ts";
import { compare, MISMATCH_READS } from "../compare.ts";
import { alert, audit, saveControl, savePair } from "../emit.ts";
import { refreshEntryGate } from "../entry.ts";
import { legWorth, priceOf } from "../equity.ts";
import { moveLossMarks } from "../loss-marks.ts";
import { happen } from "../orders.ts";
import { describeDifferences, findUnexplained, isHeard, nameOf, printOf, sidesOf } from "../reconcile.ts";
import { checkpointOf } from "../request-account.ts";
import type { Difference, EngineState, Told, VenueState } from "../state.ts";
import { closeMoved, moveLeg } from "../succession.ts";
import { trackUnhedged } from "../unhedged.ts";
import { liveOrdersAt, mayGiveUp } from "../unproven.ts";
import { type BookedAs, entryOf, quoteOf, worthOf } from "./booking.ts";
import { freezeOutside, setOutside, setOutsidePosition, unfreeze } from "./outside.ts";
import { type LegCorrection, type Settlement, settle } from "./settlement.ts";

/** What the venue said longer ago than this is not its word of now. */
const TOLD_MS_MAX = 15 * SECOND_MS;

type AcceptVenue = Extract<Command["body"], { kind: "accept-venue" }>;

/** Why a venue's word cannot be taken at this moment, in a stable code with its two numbers. */
export type AcceptRefusal = {
  readonly code: "unread" | "venue-silent" | "orders-open" | "still-comparing" | "nothing-differs";
  readonly have: number;
  readonly need: number;
};

const refusal = (code: AcceptRefusal["code"], have = 0, need = 0): AcceptRefusal => ({ code, have, need });

export function acceptRefusal(state: EngineState, venue: VenueState): AcceptRefusal | null {
  const { told } = venue;
  if (told === null) return refusal("unread");
  const silentMs = state.wallNowMs - venue.readAt;
  if (silentMs > TOLD_MS_MAX) return refusal("venue-silent", silentMs, TOLD_MS_MAX);
  if (liveOrdersAt(state, told.venue).some((order) => !mayGiveUp(state, told, order))) return refusal("orders-open");
  const differences = findUnexplained(state, told);
  if (differences.length === 0) return refusal("nothing-differs");
  // Books that moved since they were compared have to be compared again.
  const reads = describeDifferences(state, told.venue, differences) === venue.mismatch ? venue.mismatchReads : 0;
  return reads < MISMATCH_READS ? refusal("still-comparing", reads, MISMATCH_READS) : null;
}

/** The books take the venue's numbers, for exactly what was shown to whoever commands it. */
export function acceptVenue(state: EngineState, command: Command, body: AcceptVenue): string {
  const venue = state.venues.get(body.venue);
  if (venue === undefined) return "refused: no-such-venue";
  const refused = acceptRefusal(state, venue);
  if (refused !== null) return `refused: ${refused.code} ${refused.have} / ${refused.need}`;
  const { told } = venue;
  invariant(told !== null, "a venue that was compared has told its side");
  const differences = findUnexplained(state, told);
  const print = printOf(state, told.venue, differences);
  if (print !== body.print) return `refused: differences-moved; they are ${print} now`;
  const settlements = differences.map((difference) => settle(state, told.venue, difference));
  const corrections = settlements.flatMap(({ legs }) => legs);
  if (!corrections.every((correction) => isPriced(state, correction))) return "refused: prices-unknown";
  const waiting = giveUpOrders(state, differences);
  const moved = book(state, command, body.as, told, settlements) + correct(state, body.as, told, corrections);
  for (const settlement of settlements) noteOutside(state, settlement);
  if (body.as === "transfer") moveLossMarks(state, moved as Amount);
  sayAccepted(state, command, body.as, told, settlements);
  reopenBooks(state, told, venue);
  const pairs = new Set(corrections.map(({ pair }) => pair));
  for (const { pair, heir } of corrections) if (heir !== null) closeMoved(state, pair);
  for (const pair of new Set([...waiting, ...pairs])) advance(state, pair);
  if (state.phase === "ready") refreshEntryGate(state);
  return `accepted: ${inWords(settlements)} at ${told.venue} booked as ${body.as}; pairs corrected: ${pairs.size}`;
}

/** A contract that is gone has no price any more: what it ended at is in the wallet's own difference. */
function isPriced(state: EngineState, { pair, leg: name, after, heir }: LegCorrection): boolean {
  const leg = pair[name];
  const instrument = heir?.index ?? leg.instrument;
  if (priceOf(state, { ...leg, instrument }) > 0) return true;
  return leg.kind === "perpetual" && after === 0n && state.market.instruments[instrument]?.status === "gone";
}

const inWords = ({ length }: readonly Settlement[]): string =>
  `${length} ${length === 1 ? "difference" : "differences"}`;

/** One entry a booking, each with a cause of its own; answers what the account is worth more by them. */
function book(
  state: EngineState,
  command: Command,
  as: BookedAs,
  told: Told,
  settlements: readonly Settlement[],
): bigint {
  let worth = 0n;
  let count = 0;
  for (const { bookings } of settlements) {
    for (const booking of bookings) {
      const causeId = `${told.venue}/accepted/${command.id}/${count}`;
      count += 1;
      const entry = entryOf(state, told, booking, as, causeId);
      invariant(post(state.ledger, entry), `${causeId} is booked already`);
      state.outbox.rows.push({ table: "ledger", entry });
      worth += worthOf(entry);
    }
  }
  return worth;
}

/** Legs take the sizes the venue tells; answers what they are worth more by it. */
function correct(state: EngineState, as: BookedAs, told: Told, corrections: readonly LegCorrection[]): bigint {
  let worth = 0n;
  const touched = new Set<Pair>();
  for (const correction of corrections) {
    const leg = correction.pair[correction.leg];
    if (correction.heir !== null) moveLeg(state, correction.pair, leg, correction.heir);
    const price = priceOf(state, leg);
    const before = price > 0 ? legWorth(state, leg, price) : ZERO;
    correctLeg(leg, correction.after, quoteOf(state, told, correction, as), instrumentAt(state.market, leg));
    if (price > 0) worth += legWorth(state, leg, price) - before;
    touched.add(correction.pair);
  }
  for (const pair of touched) {
    endEntry(pair);
    trackUnhedged(state, pair);
    savePair(state, pair);
  }
  return worth;
}

/** A pair that is corrected on its way in keeps what it has: what is apart is shrunk, never hedged by growing. */
function endEntry(pair: Pair): void {
  if (pair.stage !== "opening") return;
  pair.stage = "unwinding";
  pair.target = hedgedAmount(pair);
}

/** Orders nothing could be proven of end here, and an entry that waited for one ends with what it has. */
function giveUpOrders(state: EngineState, differences: readonly Difference[]): Pair[] {
  return differences.flatMap((difference): Pair[] => {
    const order = difference.kind === "fate" ? state.portfolio.orders.get(difference.clientOrderId) : undefined;
    if (order === undefined) return [];
    happen(state, order, "given-up");
    const pair = state.portfolio.pairs.get(order.intent.plan);
    if (pair === undefined) return [];
    // It was no miss of the market's: what has to be taken back now waits for no pause after it.
    pair.retryAt = state.wallNowMs;
    if (pair.stage === "opening") cutShort(state, pair, "given-up");
    return [pair];
  });
}

function noteOutside(state: EngineState, { difference, outside }: Settlement): void {
  if (difference.kind === "position") setOutsidePosition(state, difference.instrument, outside);
  if (difference.kind !== "order") return;
  const { positions, orders } = state.control.outside;
  const { instrument, clientOrderId } = difference;
  setOutside(state, { positions, orders: [...orders, { instrument, clientOrderId }] });
}

/**
 * From here on the books begin with what was accepted: whatever the venue still tells of the time before is in it. What
 * froze because of the differences is free again, and a halt for review is over once no venue differs.
 */
function reopenBooks(state: EngineState, told: Told, venue: VenueState): void {
  for (const row of venue.unexplained ?? []) if (row.kind !== "balance") unfreeze(state, row.instrument);
  freezeOutside(state);
  venue.openedAt = venue.mismatchFrom;
  compare(state, told, venue);
  invariant(venue.reconciled, `${told.venue} differs after its word was taken: ${venue.mismatch}`);
  if ([...state.venues.values()].every((each) => each.reconciled || !isHeard(each))) state.control.halted = null;
  saveControl(state);
  const checkpoint = { ...checkpointOf(state, told.venue, venue), incomeSince: venue.incomeSince };
  state.outbox.rows.push({ table: "checkpoint", checkpoint });
}

/** Both sides of every one of them stay in the chain, with who took the venue's and why. */
function sayAccepted(
  state: EngineState,
  { author, id, reason }: Command,
  as: BookedAs,
  told: Told,
  settlements: readonly Settlement[],
): void {
  for (const { difference, legs } of settlements) {
    const pairs = legs.map(({ pair, leg, after }) => `${pair.plan} ${leg} ${formatAmount(after)}`).join(", ");
    const name = nameOf(state, told.venue, difference);
    audit(
      state,
      told.venue,
      "venue-accepted",
      { name, ...sidesOf(difference), as, legs: pairs, command: id, reason },
      author,
    );
  }
  const text = `${author.id} took ${told.venue}'s word for ${inWords(settlements)}, booked as ${as}: ${reason}`;
  alert(state, "WARNING", "venue-accepted", text);
}
