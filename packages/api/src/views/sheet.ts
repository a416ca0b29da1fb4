import type { AmountText } from "./common.ts";

/** How to take everything down by hand at the venues' own pages, venue by venue. */
export type SheetView = {
  readonly madeAtMs: number;
  /** `database`: the engine did not answer; nothing here is newer than its last committed row. */
  readonly source: "engine" | "database";
  /** Wall time of the newest row in the books; null while they hold nothing. */
  readonly booksAtMs: number | null;
  /** The simulated world; null outside simulation. */
  readonly world: string | null;
  readonly venues: readonly SheetVenueView[];
};

export type SheetVenueView = {
  readonly venue: string;
  readonly label: string;
  /** Wall time at which the venue last told its own side; null: not known here. */
  readonly toldAtMs: number | null;
  readonly lines: readonly SheetLineView[];
  readonly orders: readonly SheetOrderView[];
  /** What else lies in the wallets, for comparing. */
  readonly balances: readonly { readonly wallet: string; readonly asset: string; readonly amount: AmountText }[];
  readonly steps: readonly string[];
};

export type SheetLineView = {
  readonly market: "spot" | "perpetual";
  readonly symbol: string;
  readonly base: string;
  /** Base amount, signed. */
  readonly held: AmountText;
  /** What the venue itself last told, where that is another number. */
  readonly told: AmountText | null;
  /** `none`: too little for the venue to take an order for. */
  readonly action: "sell" | "buy" | "none";
  /** What to type at the venue's own page, in that page's units. */
  readonly quantity: AmountText;
  /** Coins in one such unit: 1,000 for 1000PEPE. */
  readonly coinsPerUnit: number;
  /** What then stays, in coins. */
  readonly rest: AmountText;
  /** The pair it is a leg of; null: not ours. */
  readonly pairId: string | null;
  /** Nothing hedges it, or not all of it. */
  readonly naked: boolean;
};

export type SheetOrderView = {
  readonly market: "spot" | "perpetual";
  readonly symbol: string;
  readonly clientOrderId: string;
  readonly ours: boolean;
  /** Null where only its name is known. */
  readonly side: "buy" | "sell" | null;
  readonly quantity: AmountText | null;
};
