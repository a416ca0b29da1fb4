import { ok } from "@evenkeel/core/units";
import { type FundingSource, HISTORY_LANES, inLanes, type SettledRow } from "../../common/feed/funding.ts";
import { type Client, read } from "../client/client.ts";
import { parseFundingRates } from "../parse/terms.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";

const ROWS_MAX = 200;
const PAGES_MAX = 10;
const HISTORY_WAIT_MS_MAX = 6 * 60_000;

/** The venue answers for one contract at a time, the newest rows first, and wants both ends of a stretch. */
export const fundingSource = (client: Client): FundingSource => {
  const readSince: FundingSource["readSince"] = async (symbol, startTime) => {
    const rows: SettledRow[] = [];
    let endTime: number = client.venueNowMs + HISTORY_WAIT_MS_MAX;
    for (let page = 0; page < PAGES_MAX && endTime >= startTime; page += 1) {
      const parameters = { category: "linear", symbol, startTime: Math.max(0, startTime), endTime, limit: ROWS_MAX };
      const found = await read(
        client,
        ENDPOINTS.fundingRates,
        parameters,
        "market",
        parseFundingRates,
        HISTORY_WAIT_MS_MAX,
      );
      if (!found.ok) return found;
      rows.unshift(...found.value);
      const oldest = found.value[0]?.settled.venueTimeMs;
      if (found.value.length < ROWS_MAX || oldest === undefined) break;
      endTime = oldest - 1;
    }
    return ok(rows);
  };
  return {
    readSince,
    readFresh: async (symbols, fromMs) => {
      const rows: SettledRow[] = [];
      await inLanes(symbols, HISTORY_LANES, async (symbol) => {
        const fresh = await readSince(symbol, fromMs);
        if (fresh.ok) rows.push(...fresh.value);
      });
      return rows;
    },
  };
};
