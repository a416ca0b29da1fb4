import { type Amount, amount, ZERO } from "@evenkeel/core/units";
import type { Account, SpotBalance } from "../account/account.ts";
import type { FeeSchedule } from "../account/fees.ts";
import { poolKey } from "../account/money.ts";
import { createBooks } from "../book/quote.ts";
import { createDollars } from "../dollar/dollars.ts";
import { createWorld } from "../world/create.ts";
import type { WorldName, WorldOverrides } from "../world/instrument.ts";
import type { Recording } from "../world/recorded/recording.ts";
import { PROFILES, type VenueName } from "../world/venue.ts";
import { NO_SECOND, secondOf } from "../world/world.ts";
import type { ExchangeState } from "./state.ts";

export interface AccountOptions {
  /** The API key the account is known by. */
  readonly name: string;
  /** Asset → decimal text. */
  readonly spot?: Readonly<Record<string, string>>;
  /** Of the quote asset in the futures wallet, decimal text; in a unified account it joins the one wallet. */
  readonly futures?: string;
  readonly fees?: FeeSchedule;
  /** One of the venue's tiers: 0 is the lowest. */
  readonly feeTier?: number;
}

export interface ExchangeOptions {
  /** Binance unless said otherwise. */
  readonly venue?: VenueName;
  readonly world: WorldName;
  readonly seed: number;
  /** How many perpetuals, each with its spot market. */
  readonly symbols: number;
  readonly accounts: readonly AccountOptions[];
  readonly overrides?: WorldOverrides;
  /** Of a recorded world: what it is told from. */
  readonly recording?: Recording | null;
  /** What the insurance fund begins with, decimal text. Where it is used up, accounts are deleveraged. */
  readonly insurance?: string;
}

export const SYMBOLS_DEFAULT = 400;
const INSURANCE_DEFAULT = "10000000";
const FIRST_ORDER_ID = 8_000_000_001;
const FIRST_CONDITIONAL_ID = 4_000_001;
export const FIRST_TRADE_ID = 5_000_000_001;
const FIRST_INCOME_ID = 9_000_000_001;

export function createExchange(options: ExchangeOptions): ExchangeState {
  const venue = options.venue ?? "binance";
  const accounts = options.accounts.map((each, index) => createAccount(each, index + 1, venue));
  const recording = options.recording ?? null;
  const world = createWorld(options.world, options.seed, options.symbols, options.overrides, venue, recording);
  return {
    world,
    books: createBooks(world.instruments.length),
    accounts: new Map(accounts.map((account) => [account.name, account])),
    pools: new Map([
      [poolKey("insurance", PROFILES[venue].quoteAsset), amount(options.insurance ?? INSURANCE_DEFAULT)],
    ]),
    resting: new Map(),
    ladders: new Map(),
    dated: new Set(),
    waiting: new Map(),
    dollars: createDollars(venue),
    nowMs: world.startMs,
    matchedSecond: secondOf(world.startMs),
    safeUntilSecond: NO_SECOND,
    lateFunding: { seconds: 0, dueSecond: null },
    nextOrderId: FIRST_ORDER_ID,
    nextConditionalId: FIRST_CONDITIONAL_ID,
    nextPriority: 1,
    nextTradeId: FIRST_TRADE_ID,
    nextIncomeId: FIRST_INCOME_ID,
  };
}

export function createAccount(options: AccountOptions, number: number, venue: VenueName = "binance"): Account {
  const { tiers, quoteAsset, unified, leverageDefault } = PROFILES[venue];
  const spot = new Map<string, SpotBalance>();
  const endow = (asset: string, text: string): void => {
    const known = spot.get(asset)?.free ?? ZERO;
    spot.set(asset, { free: (known + amount(text)) as Amount, locked: ZERO });
  };
  for (const [asset, text] of Object.entries(options.spot ?? {})) endow(asset, text);
  const behind = options.futures ?? "0";
  if (unified) endow(quoteAsset, behind);
  return {
    name: options.name,
    number,
    fees: options.fees ?? tiers[options.feeTier ?? 0] ?? tiers[0],
    spot,
    feeTier: options.feeTier ?? 0,
    feeDiscount: { spot: false, futures: false },
    futuresDiscountCoin: ZERO,
    funding: new Map(),
    futuresWallet: unified ? ZERO : amount(behind),
    hedgeMode: false,
    marginMode: "CROSSED",
    leverageDefault,
    leverage: new Map(),
    marginType: new Map(),
    positions: new Map(),
    orders: new Map(),
    openOrders: new Set(),
    clientIds: new Map(),
    conditionals: new Map(),
    conditionalClientIds: new Map(),
    spotTrades: [],
    futuresTrades: [],
    income: [],
    transfers: 0,
  };
}
