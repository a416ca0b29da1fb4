import { asset } from "@evenkeel/core/ids";
import type { EventSink } from "@evenkeel/core/ports";
import { DOLLAR_WAIT_MS_MAX, readDollars } from "../../common/feed/dollars.ts";
import { type Client, read } from "../client/client.ts";
import { parseTouch } from "../parse/terms.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";

/** One backed by dollars, one by hedged coins: what shakes the one need not shake the other. */
const COINS = [asset("USDC"), asset("USDE")];

export const tellDollars = (client: Client, sink: EventSink): Promise<void> =>
  readDollars(client, sink, COINS, (symbol) => {
    const parse = (answer: unknown) => parseTouch(answer, symbol);
    return read(client, ENDPOINTS.tickers, { category: "spot", symbol }, "market", parse, DOLLAR_WAIT_MS_MAX);
  });
