import { type ExchangeState, indexPriceAt, secondOf, zeroPrices } from "@evenkeel/exchange-sim";

/** One symbol shown at zero in public data, for a while. */
export interface ZeroPrice {
  active(): boolean;
  begin(index: number, ms: number): void;
  /** Public data as it is shown now; anything else goes by untouched when it is `private`. */
  shown(text: string): string;
  /** Whatever is sent meanwhile belongs to one account and is true. */
  sparing(action: () => void): void;
}

export function createZeroPrice(state: ExchangeState): ZeroPrice {
  let index = 0;
  let untilMs = 0;
  let spared = false;
  const active = (): boolean => Date.now() < untilMs;
  return {
    active,
    begin: (instrument, ms) => {
      index = instrument;
      untilMs = Date.now() + ms;
    },
    shown: (text) => {
      const instrument = active() && !spared ? state.world.instruments[index] : undefined;
      if (instrument === undefined) return text;
      const price = indexPriceAt(state.world, index, secondOf(state.nowMs));
      const { futures, spot, multiplier } = instrument;
      const once = zeroPrices(text, futures.symbol, price) ?? text;
      return zeroPrices(once, spot.symbol, price / multiplier) ?? once;
    },
    sparing: (action) => {
      spared = true;
      try {
        action();
      } finally {
        spared = false;
      }
    },
  };
}
