import { asset } from "@evenkeel/core/ids";
import type { EventSink } from "@evenkeel/core/ports";
import { DOLLAR_WAIT_MS_MAX, readDollars } from "../../common/feed/dollars.ts";
import { type Client, read } from "../client/client.ts";
import { parseTouch } from "../parse/terms.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";

/** Of two issuers, with reserves of their own: one can fail without the other. */
const COINS = [asset("USDC"), asset("FDUSD")];

export const tellDollars = (client: Client, sink: EventSink): Promise<void> =>
  readDollars(client, sink, COINS, (symbol) => {
    const parse = (answer: unknown) => parseTouch(answer, symbol);
    return read(client, ENDPOINTS.spotTouch, { symbol }, "market", parse, DOLLAR_WAIT_MS_MAX);
  });
