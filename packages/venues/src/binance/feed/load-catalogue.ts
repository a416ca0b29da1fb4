import type { VenueFailure } from "@evenkeel/core/events";
import { err, ok, type Result, venueTime } from "@evenkeel/core/units";
import { decode } from "../../common/decode/json.ts";
import type { Bracket, Catalogue, FeeRates } from "../../common/market/catalogue.ts";
import { malformed } from "../../common/transport/failure.ts";
import type { Endpoint, Parameters } from "../../common/transport/rest.ts";
import { all, type Client, read } from "../client/client.ts";
import { DEFAULT_FEES, parseCatalogue } from "../parse/catalogue.ts";
import {
  parseBrackets,
  parseFuturesCommission,
  parseOrderLimit,
  parsePremiumIndex,
  parseSpotCommission,
  parseStatistics,
  parseWeightLimit,
  type StatisticsRow,
} from "../parse/terms.ts";
import { ENDPOINTS, FAMILIES, ORDER_COUNTS } from "../quirks/endpoints.ts";

export type LoadedCatalogue = Catalogue & {
  readonly spotStatistics: readonly StatisticsRow[];
  readonly futuresStatistics: readonly StatisticsRow[];
  readonly markPrices: ReadonlyMap<string, number>;
};

/** Rates are the account's, not the symbol's, on USDT markets: one symbol tells them. */
const FEE_SYMBOL = { symbol: "BTCUSDT" };
const raw = (answer: unknown): unknown => answer;

/** What only an account is told. A venue that will not tell leaves the public default; a bad key does not. */
async function accountTerm<T>(
  client: Client,
  endpoint: Endpoint,
  parameters: Parameters,
  parse: (answer: unknown) => T,
  otherwise: T,
): Promise<Result<T, VenueFailure>> {
  if (!client.hasKeys) return ok(otherwise);
  const told = await read(client, endpoint, parameters, "poll", parse);
  return !told.ok && told.error.kind === "refusal" ? ok(otherwise) : told;
}

export async function loadCatalogue(
  client: Client,
  agreed: Set<string>,
): Promise<Result<LoadedCatalogue, VenueFailure>> {
  const loaded = await all([
    read(client, ENDPOINTS.spotCatalogue, {}, "poll", raw),
    read(client, ENDPOINTS.futuresCatalogue, {}, "poll", raw),
    read(client, ENDPOINTS.spotStatistics, {}, "poll", parseStatistics),
    read(client, ENDPOINTS.futuresStatistics, {}, "poll", parseStatistics),
    read(client, ENDPOINTS.premiumIndex, {}, "poll", parsePremiumIndex),
    accountTerm<ReadonlyMap<string, Bracket>>(client, ENDPOINTS.leverageBrackets, {}, parseBrackets, new Map()),
    accountTerm<FeeRates>(client, ENDPOINTS.spotCommission, FEE_SYMBOL, parseSpotCommission, DEFAULT_FEES.spot),
    accountTerm<FeeRates>(
      client,
      ENDPOINTS.futuresCommission,
      FEE_SYMBOL,
      parseFuturesCommission,
      DEFAULT_FEES.perpetual,
    ),
  ]);
  if (!loaded.ok) return loaded;
  const [spotInfo, futuresInfo, spotStatistics, futuresStatistics, premiums, brackets, spotFees, futuresFees] =
    loaded.value;
  const prices = (rows: readonly StatisticsRow[]) => new Map(rows.map(({ symbol, lastPrice }) => [symbol, lastPrice]));
  const latest = premiums.reduce((time, { timeMs }) => Math.max(time, timeMs), 0);
  if (latest > 0) client.venueNowMs = venueTime(latest);
  const catalogue = decode(() => {
    obeyLimits(client, spotInfo, futuresInfo);
    return parseCatalogue({
      spotInfo,
      futuresInfo,
      brackets,
      fees: { spot: spotFees, perpetual: futuresFees },
      spotPrices: prices(spotStatistics),
      futuresPrices: prices(futuresStatistics),
      agreed,
      directory: client.options.directory,
    });
  });
  if (!catalogue.ok) return err(malformed(catalogue.error));
  const markPrices = new Map(premiums.map(({ symbol, markPrice }) => [symbol, markPrice]));
  return ok({ ...catalogue.value, spotStatistics, futuresStatistics, markPrices });
}

/** Binance changes its budgets; the catalogue names the one in force. */
function obeyLimits(client: Client, spotInfo: unknown, futuresInfo: unknown): void {
  const spot = parseWeightLimit(spotInfo);
  const futures = parseWeightLimit(futuresInfo);
  if (spot !== null) client.governor.limit("spot", { ...FAMILIES.spot, weightMax: spot });
  if (futures !== null) client.governor.limit("futures", { ...FAMILIES.futures, weightMax: futures });
  const spotOrders = parseOrderLimit(spotInfo);
  const futuresOrders = parseOrderLimit(futuresInfo);
  for (const [name, weightMax] of [["spot-orders", spotOrders] as const, ["futures-orders", futuresOrders] as const])
    if (weightMax !== null) client.governor.limit(name, { ...ORDER_COUNTS[name], weightMax });
}
