import { createHmac } from "node:crypto";
import type { InstrumentIndex } from "@evenkeel/core/ids";
import type { Amount } from "@evenkeel/core/units";
import { createVenueClient, type VenueClient } from "../../common/client/client.ts";
import { VENUE_SCHEDULE } from "../../common/client/options.ts";
import type { CcxtExchange } from "../../common/transport/ccxt.ts";
import { BYBIT } from "../market.ts";
import type { BybitOptions } from "../options.ts";
import { parseServerTime } from "../parse/terms.ts";
import { DIALECT } from "../quirks/dialect.ts";
import { ENDPOINTS, FAMILIES } from "../quirks/endpoints.ts";

export { all, ask, read, stamp } from "../../common/client/client.ts";

export type Client = VenueClient & {
  /** What closing trades realised, by execution: the list of executions does not say, the log and the stream do. */
  readonly realised: Realised;
  /** Told when the venue reports an execution of a kind that nobody here knows; the feed fills it. */
  onUnknownExecution: (instrument: InstrumentIndex | null, reason: string) => void;
  /** What the private stream signs itself in with; `null` without a key. */
  readonly signIn: (expiresMs: number) => string | null;
};

/** The oldest is forgotten first and can be asked for again. */
const REALISED_MAX = 10_000;

export type Realised = {
  readonly get: (executionId: string) => Amount | undefined;
  readonly set: (executionId: string, profit: Amount) => void;
};

function createRealised(): Realised {
  const known = new Map<string, Amount>();
  return {
    get: (id) => known.get(id),
    set: (id, profit) => {
      known.set(id, profit);
      if (known.size <= REALISED_MAX) return;
      for (const oldest of known.keys()) {
        known.delete(oldest);
        break;
      }
    },
  };
}

/**
 * ccxt signs with its own clock and a window of its own. The time of each request and its window come with its
 * parameters instead; making it ready waits for nothing, so what is set here is what is signed.
 */
function signByParameters(exchange: CcxtExchange): void {
  const sign = exchange.sign.bind(exchange);
  let timestamp = 0;
  exchange.nonce = () => timestamp;
  exchange.sign = (path, api, method, params, ...rest) => {
    const { timestamp: at, recvWindow, ...own } = params;
    if (at === undefined || recvWindow === undefined) return sign(path, api, method, params, ...rest);
    timestamp = Number(at);
    exchange.options["recvWindow"] = recvWindow;
    return sign(path, api, method, own, ...rest);
  };
}

export async function createClient(options: BybitOptions): Promise<Client> {
  const client = await createVenueClient(
    {
      venue: BYBIT,
      ccxtName: "bybit",
      families: FAMILIES,
      dialect: DIALECT,
      schedule: VENUE_SCHEDULE,
      serverTime: { endpoint: ENDPOINTS.time, parse: parseServerTime },
    },
    options,
  );
  signByParameters(client.exchange);
  const { keys } = options;
  return Object.assign(client, {
    realised: createRealised(),
    onUnknownExecution: () => undefined,
    signIn: (expiresMs: number) => {
      if (keys === null) return null;
      const signature = createHmac("sha256", keys.secret).update(`GET/realtime${expiresMs}`).digest("hex");
      return JSON.stringify({ op: "auth", args: [keys.apiKey, expiresMs, signature] });
    },
  });
}
