import { MINUTE_MS, SECOND_MS } from "@evenkeel/core/units";
import type { PlaceCommand, Reason } from "../exchange/command.ts";
import type { Trouble } from "../wire/wire.ts";
import { type FaultBox, firstThatHappens, happens, record, sizeOf } from "./box.ts";
import type { FaultName } from "./catalogue.ts";

/** What lasts: until when, in wall time. */
export interface Windows {
  rateLimitedMs: number;
  /** Requests that went on in spite of the 429. */
  refused: number;
  bannedMs: number;
  overloadMs: number;
  maintenanceMs: number;
}

export const createWindows = (): Windows => ({
  rateLimitedMs: 0,
  refused: 0,
  bannedMs: 0,
  overloadMs: 0,
  maintenanceMs: 0,
});

/** What becomes of one request. `done` says whether it is carried out all the same. */
export type Verdict =
  | { readonly kind: "pass" }
  | { readonly kind: "break"; readonly done: boolean }
  | { readonly kind: "trouble"; readonly trouble: Trouble; readonly done: boolean };

const PASS: Verdict = { kind: "pass" };
const REFUSALS_MAX = 20;
const BAN_MS = 2 * MINUTE_MS;
const BURST_SHARE = 0.2;

/** Opens a window that comes by the day; returns how long it lasts. */
export function openWindow(
  box: FaultBox,
  windows: Windows,
  name: "rate-limited" | "banned" | "overload-burst" | "maintenance",
  askedMs: number | null,
  wallMs: number,
): number {
  const lasting = (low: number, high: number) => askedMs ?? Math.round(sizeOf(box, name, 0, low, high));
  switch (name) {
    case "rate-limited": {
      const ms = lasting(10 * SECOND_MS, MINUTE_MS);
      windows.rateLimitedMs = wallMs + ms;
      windows.refused = 0;
      return ms;
    }
    case "banned": {
      const ms = lasting(BAN_MS, 5 * BAN_MS);
      windows.bannedMs = wallMs + ms;
      return ms;
    }
    case "overload-burst": {
      const ms = lasting(MINUTE_MS, 10 * MINUTE_MS);
      windows.overloadMs = wallMs + ms;
      return ms;
    }
    case "maintenance": {
      const ms = lasting(5 * MINUTE_MS, 120 * MINUTE_MS);
      windows.maintenanceMs = wallMs + ms;
      return ms;
    }
  }
}

/** What a window that is open says to any request; null when none is. */
function byWindow(box: FaultBox, windows: Windows, wallMs: number): Trouble | null {
  if (windows.maintenanceMs > wallMs) return "maintenance";
  if (windows.bannedMs > wallMs) return "banned";
  if (windows.rateLimitedMs > wallMs) {
    windows.refused += 1;
    if (windows.refused <= REFUSALS_MAX) return "rate-limited";
    windows.bannedMs = wallMs + BAN_MS;
    record(box, "banned", wallMs, "earned: requests went on after the 429");
    return "banned";
  }
  if (windows.overloadMs <= wallMs) return null;
  const occasion = (box.occasions.get("overload-burst") ?? 0) + 1;
  box.occasions.set("overload-burst", occasion);
  return sizeOf(box, "overload-burst", 1 + (occasion % 15), 0, 1) < BURST_SHARE ? "overloaded" : null;
}

const SENDS = ["request-lost", "overloaded", "status-unknown", "reply-lost"] as const satisfies readonly FaultName[];

/** `changes` is whether the request may change anything: only then is its loss worth a test. */
export function judgeRequest(box: FaultBox, windows: Windows, changes: boolean, wallMs: number): Verdict {
  const trouble = byWindow(box, windows, wallMs);
  if (trouble !== null) return { kind: "trouble", trouble, done: false };
  if (!changes) return PASS;
  const name = firstThatHappens(box, SENDS);
  if (name === null) return PASS;
  const done = name === "reply-lost" || (name === "status-unknown" && sizeOf(box, name, 0, 0, 1) < 0.5);
  record(box, name, wallMs, done ? "carried out" : "not carried out");
  if (name === "request-lost" || name === "reply-lost") return { kind: "break", done };
  return { kind: "trouble", trouble: name, done };
}

/** How an order fares at the venue; each is drawn for the orders it can befall. */
export type OrderFault = "filter-reject" | "partial-fill" | "zero-fill";

export function judgeOrder(box: FaultBox, immediate: boolean): OrderFault | null {
  if (happens(box, "filter-reject")) return "filter-reject";
  return immediate ? firstThatHappens(box, ["zero-fill", "partial-fill"]) : null;
}

/** The filter that a venue names when the market has moved under an order. */
export function filterReason(command: PlaceCommand): Reason {
  if (command.type === "MARKET") return command.market === "futures" ? "counterparty-price-band" : "lot-size";
  return command.side === "BUY" ? "price-above-band" : "price-below-band";
}
