import type { VenueHealthView } from "@evenkeel/api/views";
import { expect, test } from "vitest";
import { venuesOf } from "./venueHealth.ts";

const family = (id: string, change: Partial<VenueHealthView> = {}): VenueHealthView => ({
  id,
  venue: id.startsWith("bybit") ? "Bybit" : "Binance",
  label: id,
  state: "up",
  messagesPerSecond: 100,
  weightPercent: 3,
  clockOffsetMs: 7,
  lastError: null,
  ...change,
});

test("a venue is as well as its worst door, as loud as all of them, as used as the fullest", () => {
  const families = [
    family("binance/spot"),
    family("bybit/market", { messagesPerSecond: null, weightPercent: null }),
    family("binance/futures", { state: "down", weightPercent: 14 }),
    family("binance/sapi", { state: "degraded", messagesPerSecond: null }),
  ];
  expect(venuesOf(families).map(({ families: own, ...venue }) => [venue, own.length])).toEqual([
    [{ name: "Binance", state: "down", messagesPerSecond: 200, weightPercent: 14, clockOffsetMs: 7 }, 3],
    [{ name: "Bybit", state: "up", messagesPerSecond: null, weightPercent: null, clockOffsetMs: 7 }, 1],
  ]);
});
