import { createTouch, flowAt, type Level, readLevel, readTouch, type Side } from "../../../book/quote.ts";
import type { ExchangeEvent } from "../../../exchange/event.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import type { Trade } from "../../../order/order.ts";
import { WORLD_START_MS } from "../../../world/build.ts";
import { secondOf } from "../../../world/world.ts";

/** One trade of the public tape. */
export interface Print {
  readonly id: number;
  readonly price: number;
  readonly quantity: number;
  readonly taker: Side;
  readonly timeMs: number;
}

/** A product's last trades, oldest first. */
export interface Tape {
  readonly prints: Print[];
  upToSecond: number;
}

/** Where the tapes are kept, by instrument. */
export interface Tapes {
  readonly tapes: Map<number, Tape>;
}

const PRINTS_KEPT_MAX = 1_000;
/** Numbers a second has: the market's own two come first, what accounts took after them. More are not told. */
const PRINTS_SECOND_MAX = 1_000;
const touch = createTouch();
const level: Level = { price: 0, quantity: 0 };
const TAKERS: readonly Side[] = ["BUY", "SELL"];

const firstIdOf = (state: ExchangeState, second: number): number =>
  1_000_000 + (second - secondOf(state.world.startMs)) * PRINTS_SECOND_MAX;
const idOf = (state: ExchangeState, second: number, taker: Side): number =>
  firstIdOf(state, second) + TAKERS.indexOf(taker);
const timeOf = (second: number): number => WORLD_START_MS + second * 1_000;

/**
 * Brings a product's tape to the present. Each second's flow is one trade a side. Only the running minute can be read,
 * so at high speed the tape has gaps; and before the first reading nothing is kept.
 */
function continueTape(state: ExchangeState, session: Tapes, index: number): Print[] {
  const now = secondOf(state.nowMs);
  let tape = session.tapes.get(index);
  if (tape === undefined) {
    tape = { prints: [], upToSecond: -1 };
    session.tapes.set(index, tape);
  }
  const { prints } = tape;
  const minute = Math.floor(now / 60) * 60;
  for (let second = Math.max(tape.upToSecond + 1, minute); second <= now; second++) {
    readTouch(state.world, index, "spot", second, touch);
    for (const taker of TAKERS) {
      const quantity = flowAt(state.world, index, "spot", taker, second, touch.middle);
      if (quantity === 0) continue;
      const price = taker === "BUY" ? touch.ask : touch.bid;
      prints.push({ id: idOf(state, second, taker), price, quantity, taker, timeMs: timeOf(second) });
    }
  }
  tape.upToSecond = now;
  if (prints.length === 0) prints.push(openingPrint(state, index, minute));
  if (prints.length > PRINTS_KEPT_MAX) prints.splice(0, PRINTS_KEPT_MAX >> 1);
  return prints;
}

export const readTape = (state: ExchangeState, session: Tapes, index: number): readonly Print[] =>
  continueTape(state, session, index);

/** Adds what accounts took from the books. What took from them is the market's flow, which is there already. */
export function recordFills(state: ExchangeState, session: Tapes, events: readonly ExchangeEvent[]): void {
  for (const event of events) {
    if (event.kind !== "order" || event.trade === null || event.trade.maker || event.trade.market !== "spot") continue;
    recordFill(state, session, event.trade);
  }
}

function recordFill(state: ExchangeState, session: Tapes, { instrument, price, quantity, side, timeMs }: Trade): void {
  const prints = continueTape(state, session, instrument);
  const first = firstIdOf(state, secondOf(state.nowMs));
  const id = Math.max((prints.at(-1)?.id ?? 0) + 1, first + TAKERS.length);
  if (id < first + PRINTS_SECOND_MAX) prints.push({ id, price, quantity, taker: side, timeMs });
}

/** A tape is never empty: where nobody has traded yet, the best bid was met as the minute began. */
function openingPrint(state: ExchangeState, index: number, second: number): Print {
  readTouch(state.world, index, "spot", second, touch);
  readLevel(state.world, index, "spot", "SELL", second, touch, 0, level);
  return {
    id: idOf(state, second, "SELL"),
    price: touch.bid,
    quantity: level.quantity,
    taker: "SELL",
    timeMs: timeOf(second),
  };
}

export function lastPrint(state: ExchangeState, session: Tapes, index: number): Print {
  return readTape(state, session, index).at(-1) ?? openingPrint(state, index, secondOf(state.nowMs));
}

/** What came after a trade that is already known, oldest first. */
export function printsAfter(prints: readonly Print[], id: number): readonly Print[] {
  let from = prints.length;
  while (from > 0 && (prints[from - 1]?.id ?? 0) > id) from -= 1;
  return prints.slice(from);
}

/** Coinbase tells the side of the order that was resting. */
export const makerSide = (print: Print): Side => (print.taker === "BUY" ? "SELL" : "BUY");
