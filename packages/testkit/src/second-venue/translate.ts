import type { Fill, Income, OrderReport, VenueFailure, VenuePosition } from "@evenkeel/core/events";
import { asset, type ClientOrderId, parseClientOrderId, venueId } from "@evenkeel/core/ids";
import type { Instrument } from "@evenkeel/core/market";
import type { InstrumentDirectory } from "@evenkeel/core/ports";
import {
  type Amount,
  type Price,
  parseAmount,
  parsePrice,
  parseRate,
  type Quantity,
  type Rate,
  type Result,
  type VenueTimeMs,
  venueTime,
} from "@evenkeel/core/units";

export const SECOND_VENUE = venueId("second");

export type Row = Readonly<Record<string, string>>;
export type Listed = { readonly instrument: Instrument; readonly name: string; readonly coinsPerLot: number };

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(`the second venue sent ${JSON.stringify(result.error)}`);
  return result.value;
}

export const timeOf = (text: string | undefined): VenueTimeMs => venueTime(Date.parse(text ?? ""));
export const amountOf = (text: string | undefined): Amount => must(parseAmount(text ?? ""));

const KINDS: Readonly<Record<string, VenueFailure["kind"]>> = {
  E_LATE: "clock",
  E_PASSWORD: "authentication",
  E_SLOW_DOWN: "rate-limited",
};

export const refusalOf = (code: string, message: string, retryAfterMs: number | null): VenueFailure => ({
  kind: KINDS[code] ?? "refusal",
  code,
  message,
  retryAfterMs,
});

export const LINE_CUT: VenueFailure = { kind: "connectivity", code: "line", message: "line cut", retryAfterMs: null };

/** Digits of a price per lot: the zeros of a lot are what the scale per coin has more. */
export const priceDigits = ({ instrument, coinsPerLot }: Listed): number =>
  instrument.priceScale - Math.round(Math.log10(coinsPerLot));

/** Prices per lot become prices per coin by their scale alone; lots become coins by the factor. */
export const priceOf = (text: string | undefined, listed: Listed): Price =>
  must(parsePrice(text ?? "", priceDigits(listed)));
export const quantityOf = (lots: string | undefined, listed: Listed): Quantity =>
  (Number(lots) * listed.coinsPerLot) as Quantity;
export const rateOf = (text: string | undefined): Rate => must(parseRate(text ?? ""));

type MarketRow = Row & { readonly feeBps: number; readonly leverageMax: number };

export function readMarket(row: MarketRow, directory: InstrumentDirectory): Listed {
  const kind = row["type"] === "CASH" ? "spot" : "perpetual";
  const name = row["name"] ?? "";
  const coinsPerLot = Number(row["coinsPerLot"]);
  const digits = (row["tick"] ?? "").split(".")[1]?.length ?? 0;
  const lots = (count: number): Quantity => (count * coinsPerLot) as Quantity;
  const instrument: Instrument = {
    index: directory.indexOf(SECOND_VENUE, kind, name),
    venue: SECOND_VENUE,
    kind,
    wallet: kind === "spot" ? "spot" : "futures",
    symbol: name,
    base: asset(row["coin"] ?? ""),
    quote: asset("USDT"),
    settle: asset("USDT"),
    priceScale: digits + Math.round(Math.log10(coinsPerLot)),
    quantityScale: 0,
    tickSize: 1 as Price,
    stepSize: lots(1),
    quantityMin: lots(1),
    quantityMax: lots(Number(row["lotsMax"])),
    marketQuantityMax: lots(Number(row["lotsMax"])),
    notionalMin: amountOf(row["valueMin"]),
    priceBandUp: 2,
    priceBandDown: 0.5,
    takerFeeBps: row.feeBps,
    makerFeeBps: row.feeBps,
    leverageMax: row.leverageMax,
    maintenanceMarginBps: kind === "spot" ? 0 : 500,
    listedAt: timeOf(row["since"]),
    status: "trading",
    underlying: "crypto",
  };
  return { instrument, name, coinsPerLot };
}

/** `price x lots`, as this venue writes a level. */
export function readLevel(text: string, listed: Listed): readonly [Price, Quantity] {
  const [price, lots] = text.split("x");
  return [priceOf(price, listed), quantityOf(lots, listed)];
}

export function readTrade(row: Row, listed: Listed): Fill {
  const label = row["label"] ?? "";
  const isOurs = parseClientOrderId(label) !== null;
  return {
    venue: SECOND_VENUE,
    instrument: listed.instrument.index,
    tradeId: row["number"] ?? "",
    clientOrderId: isOurs ? (label as ClientOrderId) : null,
    origin: isOurs || label === "" ? "order" : "stranger",
    venueOrderId: row["order"] ?? "",
    side: row["side"] === "B" ? "buy" : "sell",
    price: priceOf(row["price"], listed),
    quantity: quantityOf(row["lots"], listed),
    quote: amountOf(row["value"]),
    fee: amountOf(row["fee"]),
    feeAsset: asset(row["feeAsset"] ?? ""),
    realisedProfit: amountOf(row["profit"]),
    maker: row["role"] === "STAYED",
    venueTimeMs: timeOf(row["when"]),
  };
}

export type OrderRow = Row & { readonly complete: boolean; readonly ended: boolean };

export const readReport = (row: OrderRow, listed: Listed): OrderReport => ({
  clientOrderId: row["label"] as ClientOrderId,
  venueOrderId: row["number"] ?? "",
  status: row.complete ? "filled" : row.ended ? "ended" : "open",
  executedQuantity: quantityOf(row["filledLots"], listed),
});

type PositionRow = Row & { readonly leverage: number };

export function readPosition(row: PositionRow, listed: Listed): VenuePosition {
  const quantity = quantityOf(row["lots"], listed);
  const scale = listed.instrument.priceScale;
  const perCoin = (value: Amount): bigint => (value * 10n ** BigInt(scale)) / (BigInt(quantity) * 10n ** 18n);
  const entry = perCoin(amountOf(row["cost"]));
  const ruin = perCoin(amountOf(row["ruin"]));
  return {
    instrument: listed.instrument.index,
    quantity,
    entryPrice: Number(entry) as Price,
    liquidationPrice: Number(ruin) as Price,
    markPrice: null,
    marginIsolated: true,
    leverage: row.leverage,
  };
}

export const readIncome = (row: Row, listed: Listed | null): Income => ({
  venue: SECOND_VENUE,
  incomeId: row["number"] ?? "",
  kind: listed === null ? "transfer" : "funding",
  instrument: listed?.instrument.index ?? null,
  wallet: row["pot"] === "MARGIN" ? "futures" : "spot",
  asset: asset("USDT"),
  amount: amountOf(row["paid"]),
  venueTimeMs: timeOf(row["when"]),
});
