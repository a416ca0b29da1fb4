import type { VenueFailure } from "@evenkeel/core/events";
import { err, ok, type Result, venueTime } from "@evenkeel/core/units";
import { decode, type Fields } from "../../common/decode/json.ts";
import type { FundingTerms } from "../../common/feed/funding.ts";
import type { Bracket, Catalogue, FeeRates } from "../../common/market/catalogue.ts";
import type { Market } from "../../common/market/market.ts";
import { malformed } from "../../common/transport/failure.ts";
import type { Endpoint, Parameters } from "../../common/transport/rest.ts";
import { all, type Client, read } from "../client/client.ts";
import type { Category } from "../market.ts";
import { pageOf, resultOf, timeOf } from "../parse/answer.ts";
import { parseCatalogue } from "../parse/catalogue.ts";
import { fundingTermsOf, parseFeeRates, parseRiskLimits, parseTickers, type TickerRow } from "../parse/terms.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";

export type LoadedCatalogue = Catalogue & {
  readonly spotTickers: readonly TickerRow[];
  readonly linearTickers: readonly TickerRow[];
};

const PAGE_ROWS = 1_000;
const PAGES_MAX = 100;

/** All pages of a public list. */
async function readAll<Page extends { readonly cursor: string }>(
  client: Client,
  endpoint: Endpoint,
  parameters: Parameters,
  parse: (answer: unknown) => Page,
): Promise<Result<readonly Page[], VenueFailure>> {
  const pages: Page[] = [];
  let cursor = "";
  for (let count = 0; count < PAGES_MAX; count += 1) {
    const page = await read(client, endpoint, cursor === "" ? parameters : { ...parameters, cursor }, "poll", parse);
    if (!page.ok) return page;
    pages.push(page.value);
    cursor = page.value.cursor;
    if (cursor === "") break;
  }
  return ok(pages);
}

async function readInstruments(client: Client, category: Category): Promise<Result<readonly Fields[], VenueFailure>> {
  const pages = await readAll(client, ENDPOINTS.instruments, { category, limit: PAGE_ROWS }, pageOf);
  return pages.ok ? ok(pages.value.flatMap(({ rows }) => rows)) : pages;
}

async function readBrackets(client: Client): Promise<Result<ReadonlyMap<string, Bracket>, VenueFailure>> {
  const pages = await readAll(client, ENDPOINTS.riskLimits, { category: "linear" }, parseRiskLimits);
  return pages.ok ? ok(new Map(pages.value.flatMap(({ brackets }) => brackets))) : pages;
}

/** What only an account is told. A venue that will not tell leaves the public default; a bad key does not. */
async function readFees(client: Client, category: Category): Promise<Result<Map<string, FeeRates>, VenueFailure>> {
  if (!client.hasKeys) return ok(new Map());
  const told = await read(client, ENDPOINTS.feeRates, { category }, "poll", parseFeeRates);
  return !told.ok && told.error.kind === "refusal" ? ok(new Map()) : told;
}

/** Market time, which in a simulation is not wall time: a book is the first thing that carries it. */
async function readVenueTime(client: Client, symbol: string): Promise<Result<number, VenueFailure>> {
  const parameters = { category: "linear", symbol, limit: 1 };
  return read(client, ENDPOINTS.depth, parameters, "poll", (answer) => timeOf(resultOf(answer), "ts"));
}

/** What was listed and no longer is: still known, so that what is held of it can be read, and not traded any more. */
function withDelisted(known: readonly Market[], listed: readonly Market[]): readonly Market[] {
  const indices = new Set(listed.map(({ instrument }) => instrument.index));
  const gone = known.filter(({ instrument }) => !indices.has(instrument.index));
  return [
    ...listed,
    ...gone.map((market): Market => ({ ...market, instrument: { ...market.instrument, status: "halted" } })),
  ];
}

export async function loadCatalogue(
  client: Client,
  agreed: Set<string>,
): Promise<Result<LoadedCatalogue, VenueFailure>> {
  const loaded = await all([
    readInstruments(client, "spot"),
    readInstruments(client, "linear"),
    read(client, ENDPOINTS.tickers, { category: "spot" }, "poll", parseTickers),
    read(client, ENDPOINTS.tickers, { category: "linear" }, "poll", parseTickers),
    readBrackets(client),
    readFees(client, "spot"),
    readFees(client, "linear"),
  ]);
  if (!loaded.ok) return loaded;
  const [spot, linear, spotTickers, linearTickers, brackets, spotFees, linearFees] = loaded.value;
  const prices = (rows: readonly TickerRow[]) => new Map(rows.map(({ symbol, lastPrice }) => [symbol, lastPrice]));
  const catalogue = decode(() =>
    parseCatalogue({
      spot,
      linear,
      brackets,
      fees: { spot: spotFees, linear: linearFees },
      spotPrices: prices(spotTickers),
      futuresPrices: prices(linearTickers),
      agreed,
      directory: client.options.directory,
    }),
  );
  if (!catalogue.ok) return err(malformed(catalogue.error));
  const { markets, rejected } = catalogue.value;
  const [timed] = markets.filter(({ instrument }) => instrument.kind === "perpetual");
  if (timed !== undefined) {
    const time = await readVenueTime(client, timed.symbol);
    if (!time.ok) return time;
    client.venueNowMs = venueTime(Math.max(client.venueNowMs, time.value));
  }
  return ok({ markets: withDelisted(client.markets.all, markets), rejected, spotTickers, linearTickers });
}

/** Interval and bounds come with the list of instruments; an odd row leaves the terms that were known. */
export async function readFundingTerms(client: Client): Promise<Result<Map<string, FundingTerms>, VenueFailure>> {
  const rows = await readInstruments(client, "linear");
  if (!rows.ok) return rows;
  const terms = new Map<string, FundingTerms>();
  for (const row of rows.value) {
    const symbol = row["symbol"];
    const told = decode(() => fundingTermsOf(row));
    if (typeof symbol === "string" && told.ok) terms.set(symbol, told.value);
  }
  return ok(terms);
}
