import type { Income, VenueFailure } from "@evenkeel/core/events";
import { DAY_MS, ok, type Result } from "@evenkeel/core/units";
import { ask, type Client } from "../client/client.ts";
import { parseIncome } from "../parse/account.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";
import { readSpotTransfers } from "./read-transfers.ts";

const PAGE_ROWS = 1_000;
const PAGES_MAX = 20;
/**
 * A start without an end shows seven days from it, so longer times are walked in windows of that size. The last
 * one reaches beyond the newest frame: rows can be younger than what the streams told.
 */
const WINDOW_MS = 7 * DAY_MS;
const WINDOWS_MAX = 14;

export type IncomeReader = (sinceMs: number) => Promise<Result<Income[], VenueFailure>>;

/** Income since a time, oldest first. Pages overlap by their last millisecond and are joined by id. */
export function createIncomeReader(client: Client): IncomeReader {
  /** A stretch that had no rows, so that an account at rest is not walked from its beginning every time. */
  let quiet = { fromMs: Number.POSITIVE_INFINITY, untilMs: Number.NEGATIVE_INFINITY };

  const readWindow = async (fromMs: number, rows: Map<string, Income>): Promise<Result<void, VenueFailure>> => {
    let startTime = fromMs;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const parameters = { startTime, endTime: fromMs + WINDOW_MS, limit: PAGE_ROWS };
      const parse = (answer: unknown) => parseIncome(answer, client.markets);
      const answer = await ask(client, ENDPOINTS.income, parameters, parse);
      if (!answer.ok) return answer;
      for (const row of answer.value.rows) rows.set(row.incomeId, row);
      if (answer.value.count < PAGE_ROWS || answer.value.lastTimeMs <= startTime) break;
      startTime = answer.value.lastTimeMs;
    }
    return ok(undefined);
  };

  return async (sinceMs) => {
    const rows = new Map<string, Income>();
    const endMs = client.venueNowMs;
    const earliestMs = Math.max(sinceMs, endMs - WINDOWS_MAX * WINDOW_MS);
    const isQuiet = earliestMs >= quiet.fromMs && earliestMs <= quiet.untilMs;
    const startMs = isQuiet ? Math.max(earliestMs, quiet.untilMs - DAY_MS) : earliestMs;
    for (let fromMs = startMs; fromMs <= endMs; fromMs += WINDOW_MS + 1) {
      const done = await readWindow(fromMs, rows);
      if (!done.ok) return done;
    }
    const spot = await readSpotTransfers(client, rows.values());
    if (!spot.ok) return spot;
    for (const row of spot.value) if (row.venueTimeMs >= sinceMs) rows.set(row.incomeId, row);
    if (rows.size === 0) quiet = { fromMs: isQuiet ? quiet.fromMs : earliestMs, untilMs: endMs };
    return ok([...rows.values()].sort((a, b) => a.venueTimeMs - b.venueTimeMs));
  };
}
