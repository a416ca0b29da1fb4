import type { OrderGateway } from "@evenkeel/core/ports";
import type { Client } from "../client/client.ts";
import { BINANCE } from "../parse/catalogue.ts";
import { cancelOpenOrders } from "./cancel-open-orders.ts";
import { cancelOrder } from "./cancel-order.ts";
import { prepareLeg } from "./prepare-leg.ts";
import { queryOrder } from "./query-order.ts";
import { createAccountReader } from "./read-account.ts";
import { readDepth } from "./read-depth.ts";
import { readVolume } from "./read-volume.ts";
import { sendOrder } from "./send-order.ts";
import { transfer } from "./transfer.ts";

export function createGateway(client: Client): OrderGateway {
  const readAccount = createAccountReader(client);
  return {
    venue: BINANCE,
    perform: (effect) => {
      switch (effect.kind) {
        case "send":
          return sendOrder(client, effect);
        case "query-order":
          return queryOrder(client, effect.clientOrderId, effect.instrument);
        case "cancel-order":
          return cancelOrder(client, effect);
        case "transfer":
          return transfer(client, effect);
        case "cancel-open-orders":
          return cancelOpenOrders(client, effect.instrument);
        case "read-account":
          return readAccount(effect.requestId, effect.since, effect.urgent);
        case "read-depth":
          return readDepth(client, effect.instrument);
        case "read-volume":
          return readVolume(client, effect.instrument, effect.since);
        case "prepare-leg":
          return prepareLeg(client, effect.instrument, effect.leverage);
      }
    },
  };
}
