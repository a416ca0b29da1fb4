import type { InstrumentIndex, LegName, VenueId } from "../ids/index.ts";
import { isLive } from "../order/index.ts";
import { imbalance } from "../position/leg.ts";
import type { Leg, Pair } from "../position/pair.ts";
import { dustLimit, hasMarkets, isTradable } from "../position/situation.ts";
import { type Amount, formatAmount, MINUTE_MS, quantityAmount, SECOND_MS, ZERO } from "../units/index.ts";
import { alert, audit, emit, saveControl } from "./emit.ts";
import { coinRests } from "./reconcile.ts";
import type { EngineState, Told, VenueState } from "./state.ts";

/** I9: by then a FLATTEN that the venues accept is done; what is not is called out. */
export const FLAT_MS_MAX = 30 * SECOND_MS;
/** Called out again this often while it lasts. */
const NOT_FLAT_REPEAT_MS = 10 * MINUTE_MS;

/** What stands between this account and flat. */
export type Remnant =
  /** `naked`: the part of it that the other leg no longer hedges. */
  | { readonly kind: "leg"; readonly pair: Pair; readonly leg: LegName; readonly naked: Amount }
  /** A position that none of our pairs holds. */
  | { readonly kind: "position"; readonly instrument: InstrumentIndex; readonly held: Amount }
  | { readonly kind: "order"; readonly instrument: InstrumentIndex; readonly clientOrderId: string };

const magnitude = (value: Amount): Amount => (value < 0n ? (-value as Amount) : value);

/** Whether this leg holds something its market would still take an order for; a market not told yet might. */
function holdsSomething(state: EngineState, leg: Leg): boolean {
  if (leg.held === 0n) return false;
  return state.market.instruments[leg.instrument] === undefined || isTradable(leg, state.market);
}

/** By our books, and by whatever else the venue has told of positions and orders. */
export function remnantsAt(state: EngineState, id: VenueId, told: Told | null): Remnant[] {
  const legs: Remnant[] = [];
  const ours = new Map<InstrumentIndex, bigint>();
  for (const pair of state.portfolio.pairs.values()) {
    for (const name of ["long", "short"] as const) {
      const leg = pair[name];
      if (leg.venue !== id) continue;
      if (leg.kind === "perpetual") ours.set(leg.instrument, (ours.get(leg.instrument) ?? 0n) + leg.held);
      if (holdsSomething(state, leg)) legs.push({ kind: "leg", pair, leg: name, naked: nakedOf(state, pair, name) });
    }
  }
  const positions = (told?.positions ?? []).flatMap(({ instrument, quantity }): Remnant[] => {
    const size = quantityAmount(quantity, state.market.instruments[instrument]?.quantityScale ?? 0);
    const held = (size - (ours.get(instrument) ?? 0n)) as Amount;
    return held === 0n ? [] : [{ kind: "position", instrument, held }];
  });
  const orders = (told?.openOrders ?? []).map(
    ({ instrument, clientOrderId }): Remnant => ({ kind: "order", instrument, clientOrderId }),
  );
  return [...legs, ...positions, ...orders];
}

/** What the other leg does not hedge, beyond what no order could remove. */
function nakedOf(state: EngineState, pair: Pair, name: LegName): Amount {
  const apart = imbalance(pair);
  const dust = hasMarkets(pair, state.market) ? dustLimit(pair, state.market) : 1n;
  return magnitude(apart) >= dust && apart > 0n === (name === "long") ? magnitude(apart) : ZERO;
}

/** Whether the venue has told its whole side since the level was set. */
export const hasTold = (state: EngineState, venue: VenueState): boolean =>
  venue.told !== null && venue.readAt >= state.leavingSince;

/** "Flat" is only ever the venues' word: no position, no order, no coin of ours left, told after it was asked for. */
function isFlat(state: EngineState): boolean {
  for (const order of state.portfolio.orders.values()) if (isLive(order.state)) return false;
  return [...state.venues].every(
    ([id, venue]) => hasTold(state, venue) && remnantsAt(state, id, venue.told).length === 0,
  );
}

const isLeaving = ({ control }: EngineState): boolean =>
  control.killLevel === "flatten" || control.killLevel === "reduce";

/** After every read: what is proven now, and under FLATTEN no order stays, whosever it is. */
export function proveFlat(state: EngineState, told: Told): void {
  if (!isLeaving(state)) return;
  if (state.control.killLevel === "flatten")
    for (const { instrument } of told.openOrders)
      emit(state, { kind: "cancel-open-orders", venue: told.venue, instrument });
  const flat = isFlat(state);
  const proof = flat ? "flat" : "not-flat";
  if (proof === state.control.flatProof) return;
  state.control.flatProof = proof;
  saveControl(state);
  audit(state, told.venue, `proof-${proof}`, { left: sayRemnants(state) });
  if (!flat) return;
  state.notFlatAlarmAt = 0;
  const rests = [...state.venues.values()].flatMap((venue) =>
    venue.told === null ? [] : coinRests(state, venue.told),
  );
  const left = rests.length === 0 ? "no coin held" : `coins below the venue's minimum left: ${rests.join(", ")}`;
  alert(state, "INFO", "flat", `Flat: every venue confirms no position, no open order, ${left}`);
}

/** FLATTEN has had the time it takes and is not proven. */
export const isOverdue = (state: EngineState): boolean =>
  state.control.killLevel === "flatten" &&
  state.control.flatProof !== "flat" &&
  state.wallNowMs - state.leavingSince >= FLAT_MS_MAX;

/** Says it aloud, and again while it lasts. Trying goes on without it. */
export function watchFlatten(state: EngineState): void {
  if (!isOverdue(state)) return;
  if (state.notFlatAlarmAt > 0 && state.wallNowMs - state.notFlatAlarmAt < NOT_FLAT_REPEAT_MS) return;
  state.notFlatAlarmAt = state.wallNowMs;
  alert(state, "CRITICAL", "not-flat", `HALTED, NOT FLAT. ${sayRemnants(state)}. It is tried on.`);
}

/** Everything that is left, venue by venue, with what cannot be known: `sim: 10 AAA of AAAUSDT short, naked`. */
export function sayRemnants(state: EngineState): string {
  const venues = [...state.venues].flatMap(([id, venue]) => {
    const words = remnantsAt(state, id, venue.told).map((remnant) => sayRemnant(state, remnant));
    if (!hasTold(state, venue)) words.push("has not answered since");
    return words.length === 0 ? [] : [`${id}: ${words.join(", ")}`];
  });
  return venues.join("; ") || "every venue has answered; the fate of an order is open";
}

export function sayRemnant(state: EngineState, remnant: Remnant): string {
  if (remnant.kind === "leg") {
    const { pair, leg, naked } = remnant;
    const { held, instrument } = pair[leg];
    const symbol = state.market.instruments[instrument]?.symbol ?? "a market not told yet";
    const bare = naked === 0n ? "" : naked >= magnitude(held) ? ", naked" : `, ${formatAmount(naked)} of it naked`;
    return `${formatAmount(magnitude(held))} ${pair.base} ${leg} in ${symbol}${bare}`;
  }
  const symbol = state.market.instruments[remnant.instrument]?.symbol ?? String(remnant.instrument);
  return remnant.kind === "order"
    ? `open order ${remnant.clientOrderId} at ${symbol}`
    : `a position of ${formatAmount(remnant.held)} in ${symbol} that is not ours`;
}
