import { HOUR_MS } from "@evenkeel/core/units";
import type { ExchangeState } from "../exchange/state.ts";
import type { Instrument } from "../world/instrument.ts";
import type { Change } from "../world/scheduled.ts";
import { type FaultBox, sizeOf } from "./box.ts";
import { at, type Plan } from "./step.ts";

type Announced = "delisting" | "interval-change" | "cap-change" | "multiplier-change";

const INTERVALS = [1, 4, 8] as const;

/** A change of a contract at a full hour, told no sooner than a venue in a hurry tells it. */
export function announceFault(state: ExchangeState, box: FaultBox, name: Announced, instrument: Instrument): Plan {
  const { symbol } = instrument.futures;
  const hours = name === "delisting" ? 1 + Math.floor(sizeOf(box, name, 1, 0, 3)) : 1;
  const atMs = (Math.floor(state.nowMs / HOUR_MS) + hours) * HOUR_MS;
  const change = changeOf(box, name, instrument);
  return {
    ok: true,
    steps: [at(0, { kind: "announce", venueTimeMs: state.nowMs, symbol, change, atMs })],
    says: `${symbol} ${wordsOf(change, instrument)} at ${new Date(atMs).toISOString().slice(0, 16)}`,
  };
}

function changeOf(box: FaultBox, name: Announced, { intervalHours, rateCap }: Instrument): Change {
  switch (name) {
    case "delisting":
      return { what: "delisting" };
    case "interval-change": {
      const others = INTERVALS.filter((hours) => hours !== intervalHours);
      const draw = Math.floor(sizeOf(box, name, 1, 0, others.length));
      return { what: "interval", hours: others[draw] ?? 1 };
    }
    case "cap-change":
      return { what: "cap", cap: Math.max(1, rateCap >> 1) };
    case "multiplier-change":
      return { what: "redenomination", factor: 10 };
  }
}

function wordsOf(change: Change, { intervalHours, rateCap }: Instrument): string {
  switch (change.what) {
    case "interval":
      return `every ${change.hours} h in place of ${intervalHours} h`;
    case "cap":
      return `capped at ${change.cap / 1e6} % in place of ${rateCap / 1e6} %`;
    case "redenomination":
      return `becomes ${change.factor} old units`;
    case "delisting":
    case "listing":
      return "stops trading";
  }
}
