import type { OrderReport } from "../events/fill.ts";
import type { Quantity } from "../units/index.ts";
import type { Order } from "./intent.ts";
import type { OrderHappening } from "./machine.ts";

/** Takes the venue's word on executed quantity (it never goes back) and says what it means for the order. */
export function applyReport(order: Order, report: OrderReport): OrderHappening {
  order.venueOrderId ??= report.venueOrderId;
  if (report.executedQuantity > order.reportedQuantity) order.reportedQuantity = report.executedQuantity;
  return report.status === "open" ? "reply-open" : doneHappening(order);
}

/** What a finished order amounts to, by the fills booked so far. */
export function doneHappening(order: Order): OrderHappening {
  if (order.filledQuantity < order.reportedQuantity) return "reply-done-owing";
  return order.filledQuantity >= order.intent.quantity ? "reply-done-whole" : "reply-done-part";
}

/** The most this order can still execute: what an UNKNOWN reserves. */
export const openQuantity = (order: Order): Quantity => (order.intent.quantity - order.filledQuantity) as Quantity;
