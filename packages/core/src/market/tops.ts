import type { Config, MarkUpdate, TopOfBook } from "../events/index.ts";
import { MINUTE_MS } from "../units/index.ts";
import { type MarketColumns, Quarantine } from "./columns.ts";
import { observeVolatility } from "./volatility.ts";

/** A jump is believed after this many tops in a row agree with it. */
const JUMP_CONFIRMATIONS = 3;
/** A quiet market may move further: the jump limit grows with the square root of venue minutes, up to a day. */
const JUMP_MINUTES_MAX = 1_440;

function put(columns: MarketColumns, event: TopOfBook): void {
  const at = event.instrument;
  columns.bidPrice[at] = event.bidPrice;
  columns.bidQuantity[at] = event.bidQuantity;
  columns.askPrice[at] = event.askPrice;
  columns.askQuantity[at] = event.askQuantity;
  columns.topVenueMs[at] = event.venueTimeMs;
  columns.topReceivedMs[at] = event.receivedAtMs;
  columns.quarantine[at] = Quarantine.none;
  columns.jumpConfirmations[at] = 0;
}

function hold(columns: MarketColumns, at: number, reason: number): false {
  if (columns.quarantine[at] !== reason) columns.quarantineCount[at] = (columns.quarantineCount[at] ?? 0) + 1;
  columns.quarantine[at] = reason;
  return false;
}

function isJump(columns: MarketColumns, event: TopOfBook, mid: number, fromMid: number, config: Config): boolean {
  const elapsedMinutes = Math.max(1, (event.venueTimeMs - (columns.topVenueMs[event.instrument] ?? 0)) / MINUTE_MS);
  const limit = (config.risk.jumpBpsMax / 1e4) * Math.sqrt(Math.min(elapsedMinutes, JUMP_MINUTES_MAX));
  return Math.abs(mid / fromMid - 1) > limit;
}

/** Writes a top of book into the columns if it can be believed; otherwise quarantines it and keeps the last good one. */
export function applyTop(columns: MarketColumns, event: TopOfBook, config: Config): boolean {
  const at = event.instrument;
  if (event.updateId <= (columns.updateId[at] ?? 0)) {
    columns.outOfOrderCount[at] = (columns.outOfOrderCount[at] ?? 0) + 1;
    return false;
  }
  columns.updateId[at] = event.updateId;
  if (!(event.bidPrice > 0 && event.askPrice > 0 && event.bidQuantity > 0 && event.askQuantity > 0)) {
    return hold(columns, at, Quarantine.zero);
  }
  if (event.bidPrice >= event.askPrice) return hold(columns, at, Quarantine.crossed);

  const mid = event.bidPrice + event.askPrice;
  const lastMid = (columns.bidPrice[at] ?? 0) + (columns.askPrice[at] ?? 0);
  if (lastMid > 0 && isJump(columns, event, mid, lastMid, config)) {
    const agrees =
      columns.quarantine[at] === Quarantine.jump && !isJump(columns, event, mid, columns.jumpMid[at] ?? 0, config);
    columns.jumpMid[at] = mid;
    columns.jumpConfirmations[at] = agrees ? (columns.jumpConfirmations[at] ?? 0) + 1 : 1;
    if ((columns.jumpConfirmations[at] ?? 0) < JUMP_CONFIRMATIONS) return hold(columns, at, Quarantine.jump);
  }
  put(columns, event);
  return true;
}

/** Mark, index and the running funding estimate. A zero is a missing price, never a price. */
export function applyMark(columns: MarketColumns, event: MarkUpdate, config: Config): boolean {
  const at = event.instrument;
  if (!(event.markPrice > 0 && event.indexPrice > 0)) {
    columns.markQuarantine[at] = Quarantine.zero;
    return false;
  }
  const apart = Math.abs(event.markPrice / event.indexPrice - 1) * 1e4;
  columns.markQuarantine[at] = apart > config.risk.markIndexBpsMax ? Quarantine.markIndex : Quarantine.none;
  columns.markPrice[at] = event.markPrice;
  columns.indexPrice[at] = event.indexPrice;
  columns.fundingRate[at] = event.fundingRate;
  columns.nextFundingMs[at] = event.nextFundingAt;
  columns.markReceivedMs[at] = event.receivedAtMs;
  observeVolatility(columns, at, event.markPrice, event.venueTimeMs);
  return true;
}
