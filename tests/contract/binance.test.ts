import { createBinance } from "@evenkeel/venues/binance";
import { venueContract } from "./contract.ts";
import { openOverTheWire } from "./over-the-wire.ts";
import { BINANCE_MANNERS } from "./proxy.ts";

/** The contract reads the account far more often than an engine does. */
const LIMITS = {
  futuresWeightMax: 100_000,
  spotWeightMax: 100_000,
  futuresOrdersTenSecondsMax: 300,
  futuresOrdersMinuteMax: 1_200,
  spotOrdersTenSecondsMax: 100,
};

venueContract("binance over the wire", () =>
  openOverTheWire({ settings: { wire: { binanceLimits: LIMITS } }, manners: BINANCE_MANNERS, create: createBinance }),
);
