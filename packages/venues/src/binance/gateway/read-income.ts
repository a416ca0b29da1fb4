import type { Income, VenueFailure } from "@evenkeel/core/events";
import { ok, type Result } from "@evenkeel/core/units";
import { type Client, read } from "../client/client.ts";
import { parseIncome } from "../parse/account.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";

const PAGE_ROWS = 1_000;
const PAGES_MAX = 20;

/** Income since a time, oldest first. Pages overlap by their last millisecond and are joined by id. */
export async function readIncome(client: Client, sinceMs: number): Promise<Result<Income[], VenueFailure>> {
  const rows = new Map<string, Income>();
  let startTime = sinceMs;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const parameters = startTime > 0 ? { startTime, limit: PAGE_ROWS } : { limit: PAGE_ROWS };
    const answer = await read(client, ENDPOINTS.income, parameters, "query", (body) =>
      parseIncome(body, client.markets),
    );
    if (!answer.ok) return answer;
    const { rows: found, count, lastTimeMs } = answer.value;
    for (const row of found) rows.set(row.incomeId, row);
    if (count < PAGE_ROWS || lastTimeMs <= startTime) break;
    startTime = lastTimeMs;
  }
  return ok([...rows.values()].sort((a, b) => a.venueTimeMs - b.venueTimeMs));
}
