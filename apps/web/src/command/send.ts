import type { CommandReceipt } from "@evenkeel/api/client";
import type { EngineClient } from "../live/connect.ts";
import type { Order } from "./order.ts";

/** One id per intention: asking again with it can never do the thing twice. */
export const newCommandId = (): string => crypto.randomUUID();

export function sendOrder(
  client: EngineClient,
  order: Order,
  input: { readonly id: string; readonly reason: string },
): Promise<CommandReceipt> {
  switch (order.kind) {
    case "freeze":
      return client.commands.freeze.mutate(input);
    case "reduce":
      return client.commands.reduce.mutate(input);
    case "flatten":
      return client.commands.flatten.mutate(input);
    case "resume":
      return client.commands.resume.mutate(input);
    case "close-pair":
      return client.commands.closePair.mutate({ ...input, pairId: order.pairId });
    case "cancel-order":
      return client.commands.cancelOrder.mutate({ ...input, venue: order.venue, order: order.order });
  }
}
