import type { FillOrigin } from "@evenkeel/core/events";
import type { ClientOrderId, InstrumentIndex } from "@evenkeel/core/ids";
import { createVenueClient, type VenueClient } from "../../common/client/client.ts";
import type { CcxtExchange, SignedParameters } from "../../common/transport/ccxt.ts";
import { type BinanceOptions, type BinanceSchedule, DEFAULT_SCHEDULE } from "../options.ts";
import { BINANCE } from "../parse/catalogue.ts";
import { parseServerTime } from "../parse/terms.ts";
import { DIALECT } from "../quirks/dialect.ts";
import { ENDPOINTS, FAMILIES, ORDER_COUNTS } from "../quirks/endpoints.ts";

export { all, ask, read, stamp } from "../../common/client/client.ts";

export type Client = VenueClient<BinanceSchedule> & {
  /** Whose order a trade belongs to: trade rows name the venue's id only. */
  readonly orderNames: OrderNames;
  /** Markets this run sent an order to; their trades are read whatever the checkpoint says. */
  readonly traded: Set<InstrumentIndex>;
  /** Asks the WebSocket API of spot for the account's news, signed as of this time. */
  readonly subscribeAccount: (atMs: number) => string;
};

/** ccxt's way to sign a request of the WebSocket API, whatever kind of key it is. */
type SocketSigner = { readonly signParams: (parameters: SignedParameters) => SignedParameters };

/** Client ids by the venue's order id; the oldest is forgotten first and can be asked for again. */
const ORDER_NAMES_MAX = 10_000;

/** Our name of an order, if it is ours, and whether the venue made it by itself. */
export type OrderName = { readonly clientOrderId: ClientOrderId | null; readonly origin: FillOrigin };

export type OrderNames = {
  readonly get: (instrument: InstrumentIndex, venueOrderId: string) => OrderName | undefined;
  readonly set: (instrument: InstrumentIndex, venueOrderId: string, name: OrderName) => void;
};

function createOrderNames(): OrderNames {
  const names = new Map<string, OrderName>();
  return {
    get: (instrument, venueOrderId) => names.get(`${instrument}:${venueOrderId}`),
    set: (instrument, venueOrderId, name) => {
      names.set(`${instrument}:${venueOrderId}`, name);
      if (names.size <= ORDER_NAMES_MAX) return;
      for (const oldest of names.keys()) {
        names.delete(oldest);
        break;
      }
    },
  };
}

export async function createClient(options: BinanceOptions): Promise<Client> {
  const client = await createVenueClient(
    {
      venue: BINANCE,
      ccxtName: "binance",
      families: { ...FAMILIES, ...ORDER_COUNTS },
      dialect: DIALECT,
      schedule: DEFAULT_SCHEDULE,
      serverTime: { endpoint: ENDPOINTS.futuresTime, parse: parseServerTime },
    },
    options,
  );
  const signer = client.exchange as CcxtExchange & SocketSigner;
  return Object.assign(client, {
    orderNames: createOrderNames(),
    traded: new Set<InstrumentIndex>(),
    subscribeAccount: (atMs: number) =>
      JSON.stringify({
        id: "account",
        method: "userDataStream.subscribe.signature",
        params: signer.signParams({ timestamp: atMs }),
      }),
  });
}
