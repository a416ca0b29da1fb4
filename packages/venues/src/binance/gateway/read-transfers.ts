import type { Income, VenueFailure } from "@evenkeel/core/events";
import { MINUTE_MS, ok, type Result } from "@evenkeel/core/units";
import { ask, type Client } from "../client/client.ts";
import { parseTransfers } from "../parse/transfers.ts";
import { ENDPOINTS, TRANSFER_TYPES } from "../quirks/endpoints.ts";

const PAGE_ROWS = 100;
const PAGES_MAX = 10;
/** Both sides of a transfer carry a time of their own. */
const APART_MS = MINUTE_MS;

/**
 * What the spot wallet gave or got for transfers that the futures wallet's income tells of: the spot wallet has no
 * statement. Asked only where there is one to explain; a key that may not ask leaves them unexplained.
 */
export async function readSpotTransfers(
  client: Client,
  income: Iterable<Income>,
): Promise<Result<Income[], VenueFailure>> {
  const times = [...income].filter(({ kind }) => kind === "transfer").map(({ venueTimeMs }) => venueTimeMs);
  if (times.length === 0) return ok([]);
  const startTime = Math.min(...times) - APART_MS;
  const rows: Income[] = [];
  for (const { type, from } of TRANSFER_TYPES) {
    const parse = (answer: unknown) => parseTransfers(answer, from === "spot" ? -1n : 1n);
    for (let current = 1; current <= PAGES_MAX; current += 1) {
      const page = await ask(client, ENDPOINTS.transfers, { type, startTime, current, size: PAGE_ROWS }, parse);
      if (!page.ok) return page.error.kind === "authentication" ? ok([]) : page;
      rows.push(...page.value.rows);
      if (page.value.count < PAGE_ROWS) break;
    }
  }
  return ok(rows);
}
