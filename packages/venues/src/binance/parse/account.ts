import type { Balance, ColdEvent, FeeAsset, Income, VenuePosition, Wallet } from "@evenkeel/core/events";
import { asset } from "@evenkeel/core/ids";
import { add, type Quantity, venueTime, ZERO } from "@evenkeel/core/units";
import {
  amountOf,
  type Fields,
  fields,
  flag,
  floatOf,
  idText,
  integer,
  list,
  Malformed,
  meaningOf,
  text,
} from "../../common/decode/json.ts";
import { informativePrice, type Market, type Markets, quantityFromWire } from "../../common/market/market.ts";
import { BINANCE } from "./catalogue.ts";

const nonZero = (balances: Balance[]): Balance[] =>
  balances.filter(({ total, free }) => total !== ZERO || free !== ZERO);

/** Locked coins are still ours: a resting order does not change what is held. */
export function parseSpotBalances(answer: unknown): Balance[] {
  return nonZero(
    list(fields(answer, "account")["balances"], "balances").map((each) => {
      const row = fields(each, "balance");
      const free = amountOf(row, "free");
      return { wallet: "spot", asset: asset(text(row, "asset")), total: add(free, amountOf(row, "locked")), free };
    }),
  );
}

/** Wallet balances, without unrealised profit: that is not money until it is closed. */
export function parseFuturesBalances(answer: unknown): Balance[] {
  return nonZero(
    list(fields(answer, "account")["assets"], "assets").map((each) => {
      const row = fields(each, "asset");
      return {
        wallet: "futures",
        asset: asset(text(row, "asset")),
        total: amountOf(row, "walletBalance"),
        free: amountOf(row, "availableBalance"),
      };
    }),
  );
}

/** positionRisk v3 no longer names the leverage; notional over the initial margin is what it means. */
function leverageOf(row: Fields): number {
  if (row["leverage"] !== undefined) return floatOf(row, "leverage");
  const margin = floatOf(row, "positionInitialMargin");
  const size = Math.abs(floatOf(row, "notional"));
  if (margin <= 0) return 1;
  const leverage = Math.max(1, Math.round(size / margin));
  if (!Number.isSafeInteger(leverage)) throw new Malformed("notional over its margin is no leverage");
  return leverage;
}

function positionOf(row: Fields, market: Market): VenuePosition {
  const liquidation = informativePrice(market, text(row, "liquidationPrice"), "liquidationPrice");
  const mark = informativePrice(market, text(row, "markPrice"), "markPrice");
  return {
    instrument: market.instrument.index,
    quantity: signedQuantity(market, text(row, "positionAmt")),
    entryPrice: informativePrice(market, text(row, "entryPrice"), "entryPrice"),
    liquidationPrice: liquidation > 0 ? liquidation : null,
    markPrice: mark > 0 ? mark : null,
    marginIsolated:
      row["marginType"] === undefined ? amountOf(row, "isolatedWallet") !== ZERO : row["marginType"] === "isolated",
    leverage: leverageOf(row),
  };
}

const signedQuantity = (market: Market, value: string): Quantity => quantityFromWire(market, value, "positionAmt");

/** Open positions. One on a contract that is not in the catalogue is no reason to look away, so it fails the read. */
export function parsePositions(answer: unknown, markets: Markets): VenuePosition[] {
  return list(answer, "positionRisk").flatMap((each) => {
    const row = fields(each, "position");
    if (amountOf(row, "positionAmt") === ZERO) return [];
    const symbol = text(row, "symbol");
    const market = markets.perpetual.get(symbol);
    if (market === undefined) throw new Malformed(`a position in ${symbol}, which the catalogue does not have`);
    return [positionOf(row, market)];
  });
}

type Modes = Pick<Extract<ColdEvent, { kind: "account" }>, "positionMode" | "collateral">;

/** https://developers.binance.com/docs/derivatives/usds-margined-futures/account/rest-api/Account-Config */
export function parseModes(answer: unknown): Modes {
  const row = fields(answer, "accountConfig");
  return {
    positionMode: flag(row, "dualSidePosition") ? "hedge" : "one-way",
    collateral: flag(row, "multiAssetsMargin") ? "multi-assets" : "single-asset",
  };
}

/** Fees are taken in this coin, at a discount, where the account switched that on. */
const FEE_COIN = asset("BNB");
const feeAssetOf = (wallet: Wallet, on: boolean): FeeAsset[] => (on ? [{ wallet, asset: FEE_COIN }] : []);

export const parseSpotFeeAsset = (answer: unknown): FeeAsset[] =>
  feeAssetOf("spot", flag(fields(answer, "bnbBurn"), "spotBNBBurn"));

export const parseFuturesFeeAsset = (answer: unknown): FeeAsset[] =>
  feeAssetOf("futures", flag(fields(answer, "feeBurn"), "feeBurn"));

const INCOME_KINDS: Readonly<Record<string, Income["kind"]>> = {
  FUNDING_FEE: "funding",
  TRANSFER: "transfer",
  INTERNAL_TRANSFER: "transfer",
  CROSS_COLLATERAL_TRANSFER: "transfer",
  STRATEGY_UMFUTURES_TRANSFER: "transfer",
  COIN_SWAP_DEPOSIT: "transfer",
  INSURANCE_CLEAR: "insurance",
};

/** What the fills already tell; booked from there, with their trade ids. */
const TOLD_BY_FILLS = new Set(["REALIZED_PNL", "COMMISSION"]);

export type IncomePage = { readonly rows: readonly Income[]; readonly count: number; readonly lastTimeMs: number };

const FUTURES: Wallet = "futures";

/** The venue's transaction id is unique within one type; symbol and type make it unique in the account. */
export function parseIncome(answer: unknown, markets: Markets): IncomePage {
  const all = list(answer, "income").map((each) => fields(each, "income"));
  const rows = all
    .filter((row) => !TOLD_BY_FILLS.has(text(row, "incomeType")))
    .map((row): Income => {
      const type = text(row, "incomeType");
      const symbol = typeof row["symbol"] === "string" ? row["symbol"] : "";
      return {
        venue: BINANCE,
        incomeId: `${idText(row, "tranId")}:${symbol}:${type}`,
        kind: meaningOf(INCOME_KINDS, type) ?? "other",
        instrument: markets.perpetual.get(symbol)?.instrument.index ?? null,
        wallet: FUTURES,
        asset: asset(text(row, "asset")),
        amount: amountOf(row, "income"),
        venueTimeMs: venueTime(integer(row, "time")),
      };
    });
  const lastTimeMs = all.reduce((latest, row) => Math.max(latest, integer(row, "time")), 0);
  return { rows, count: all.length, lastTimeMs };
}
