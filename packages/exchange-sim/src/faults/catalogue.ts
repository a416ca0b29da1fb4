/** What a fault's rate counts: occasions, days of wall time or days of the venue's time. */
export type Per = "send" | "order" | "ioc" | "frame" | "settlement" | "wall-day" | "venue-day";

export interface FaultKind {
  readonly per: Per;
  /** What a client sees of it. */
  readonly says: string;
}

const kind = (per: Per, says: string): FaultKind => ({ per, says });

/** Everything that can go wrong at the venue, by name. The order is the salt of the draws: new ones go to the end. */
export const FAULTS = {
  "reply-lost": kind("send", "a request is carried out and its answer never arrives: the connection breaks"),
  "request-lost": kind("send", "the connection breaks before the request is read: nothing is done"),
  overloaded: kind("send", "503 in the venue's own words: nothing is done"),
  "status-unknown": kind("send", "the venue says it does not know (-1007): done or not, even chances"),
  "order-invisible": kind("order", "queries do not find a new order for 1 to 120 s, one in twenty for 10 min"),
  "partial-fill": kind("ioc", "somebody was faster: 10 to 90 % of an IOC, FOK or market order finds anything"),
  "zero-fill": kind("ioc", "somebody was faster: an IOC, FOK or market order finds nothing"),
  "filter-reject": kind("order", "the venue refuses the order by one of its filters"),
  "stream-drop": kind("frame", "one frame is missing"),
  "stream-duplicate": kind("frame", "one frame comes twice"),
  "stream-reorder": kind("frame", "one frame comes after its successor"),
  "stream-gap": kind("frame", "5 to 50 frames in a row are missing"),
  "stream-stall": kind("wall-day", "open streams fall silent for 30 to 300 s without closing; new ones are well"),
  "stream-cut": kind("wall-day", "every stream is closed, as after its 24 hours"),
  "listen-key-early": kind("wall-day", "every listen key ends now and its streams are told"),
  "listen-key-twice": kind("wall-day", "every listen key ends now and its streams are told twice"),
  "rate-limited": kind("wall-day", "429 to everything for 10 to 60 s; twenty more requests earn the 418"),
  banned: kind("wall-day", "418 to everything for 2 to 10 min"),
  "overload-burst": kind("wall-day", "a fifth of all requests answers 503 for 1 to 10 min"),
  maintenance: kind("wall-day", "5 to 120 min without service: streams closed, every request refused"),
  "clock-step": kind("wall-day", "the venue's clock is 0.2 to 5 s off, either way, for 1 to 15 min"),
  "clock-drift": kind(
    "wall-day",
    "the venue's clock runs 1 to 4 ms a second fast or slow for 5 to 20 min, then is right",
  ),
  "key-permission-lost": kind("wall-day", "an account's keys may not trade for 10 to 60 min"),
  "leverage-changed": kind("venue-day", "somebody set another leverage for a contract"),
  "position-mode-changed": kind("venue-day", "somebody switched hedge mode; refused while anything is open"),
  "manual-trade": kind("venue-day", "somebody traded on the account by hand, with an id of the venue's own page"),
  liquidation: kind("venue-day", "the price runs beyond the liquidation price of an open position"),
  rally: kind("venue-day", "one coin gains 40 % within ten minutes, at every venue"),
  wick: kind("venue-day", "one coin loses 60 % at once and is back after ten minutes, at every venue"),
  depeg: kind("venue-day", "the stable coin falls to 0.97, then 0.65: all prices in it rise, those in USD do not"),
  "zero-price": kind(
    "venue-day",
    "public data that names one symbol beside its prices shows them at zero for 10 to 60 s; bare rows, as of books, stay",
  ),
  "mark-skew": kind("venue-day", "the mark price stands 5 % beside the index and comes back within the hour"),
  "funding-late": kind("settlement", "funding is paid up to 60 s after the hour to whoever holds then"),
  "income-late": kind("settlement", "the wallet moves at once, its income row shows 5 to 120 s later"),
  "income-duplicate": kind("settlement", "the income row is listed twice under one id for a minute"),
  "income-corrected": kind("settlement", "a tenth of the payment is taken back by a second row minutes later"),
  deleveraged: kind("venue-day", "the venue closes a third of a position against the account's will (adl_autoclose)"),
  delisting: kind("venue-day", "a contract's trading ends at a full hour 1 to 3 h from now: positions are settled"),
  "interval-change": kind("venue-day", "a contract settles in another interval from the next full hour on"),
  "cap-change": kind("venue-day", "a contract's funding is capped at half of what it was, from the next full hour on"),
  "multiplier-change": kind(
    "venue-day",
    "a contract becomes ten of the old units under a new name, at the next full hour",
  ),
  "coin-depeg": kind("venue-day", "USDC falls to 0.97, then 0.88, and comes back: other prices stand"),
} as const satisfies Readonly<Record<string, FaultKind>>;

export type FaultName = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[];
export const isFaultName = (name: unknown): name is FaultName =>
  typeof name === "string" && Object.hasOwn(FAULTS, name);

/** A fault's own place among the draws. */
export const faultNumber = (name: FaultName): number => FAULT_NAMES.indexOf(name);

/** What happens to a coin at every venue at once; everything else happens to one venue. */
export const COMMON_FAULTS: readonly FaultName[] = ["rally", "wick", "depeg", "coin-depeg"];

/** What concerns a position, a leverage, a mark price or funding: a venue of spot alone has none of it. */
export const CONTRACT_FAULTS: readonly FaultName[] = [
  "leverage-changed",
  "position-mode-changed",
  "liquidation",
  "deleveraged",
  "mark-skew",
  "interval-change",
  "cap-change",
  "funding-late",
  "income-late",
  "income-duplicate",
  "income-corrected",
];
