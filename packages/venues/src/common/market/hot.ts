import type { HotEvent } from "@evenkeel/core/events";
import type { InstrumentIndex } from "@evenkeel/core/ids";
import type { VenueTimeMs, WallTimeMs } from "@evenkeel/core/units";
import { createSymbolTable, type SymbolTable } from "../scan/symbols.ts";
import { type Market, wireDigits } from "./market.ts";

/** What a hot frame needs of its markets, in columns by symbol slot. */
export type HotMarkets = {
  readonly markets: readonly Market[];
  readonly bySymbol: ReadonlyMap<string, Market>;
  readonly symbols: SymbolTable;
  readonly instrument: Int32Array;
  /** Of a price as the venue writes it. */
  readonly priceDigits: Uint8Array;
  readonly quantityScale: Uint8Array;
  readonly factor: Float64Array;
};

export function hotMarkets(markets: readonly Market[]): HotMarkets {
  return {
    markets,
    bySymbol: new Map(markets.map((market) => [market.symbol, market])),
    symbols: createSymbolTable(markets.map(({ symbol }) => symbol)),
    instrument: Int32Array.from(markets, ({ instrument }) => instrument.index),
    priceDigits: Uint8Array.from(markets, wireDigits),
    quantityScale: Uint8Array.from(markets, ({ instrument }) => instrument.quantityScale),
    factor: Float64Array.from(markets, ({ factor }) => factor),
  };
}

/** Where a hot frame's content goes. */
export type HotOutlet = {
  readonly sink: (event: HotEvent) => void;
  readonly nowMs: () => WallTimeMs;
  /** The venue's time: told by frames that carry it, asked by frames that do not. */
  readonly observeVenueTime: (ms: VenueTimeMs) => void;
  readonly venueNowMs: () => VenueTimeMs;
  readonly malformed: (instrument: InstrumentIndex | null, reason: string) => void;
};
