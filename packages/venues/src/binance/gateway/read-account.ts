import type { AccountCheckpoint, Balance, ColdEvent, Fill, VenueFailure } from "@evenkeel/core/events";
import { ok, type Result } from "@evenkeel/core/units";
import { readCut } from "../../common/account/read-cut.ts";
import { CODE_MALFORMED } from "../../common/transport/failure.ts";
import { all, ask, type Client, stamp } from "../client/client.ts";
import { parseFuturesBalances, parsePositions, parseSpotBalances } from "../parse/account.ts";
import { BINANCE } from "../parse/catalogue.ts";
import { parseOpenOrders } from "../parse/orders.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";
import { marketsOfInterest, type OldTrades, readFills } from "./read-fills.ts";
import { createIncomeReader } from "./read-income.ts";
import { createStandingReader, type Standing } from "./read-standing.ts";

type AccountFacts = Omit<
  Extract<ColdEvent, { kind: "account" }>,
  "kind" | "venue" | "requestId" | "venueTimeMs" | "receivedAtMs"
>;

export type AccountReader = (requestId: number, since: AccountCheckpoint, urgent: boolean) => Promise<ColdEvent>;

export function createAccountReader(client: Client): AccountReader {
  const oldTrades: OldTrades = new Map();
  const readIncome = createIncomeReader(client);
  const readStanding = createStandingReader(client);

  const readBalances = async (): Promise<Result<Balance[], VenueFailure>> => {
    const balances = await all([
      ask(client, ENDPOINTS.spotAccount, { omitZeroBalances: "true" }, parseSpotBalances),
      ask(client, ENDPOINTS.futuresAccount, {}, parseFuturesBalances),
    ]);
    return balances.ok ? ok(balances.value.flat()) : balances;
  };

  const readAllFills = async (since: AccountCheckpoint, markets: ReturnType<typeof marketsOfInterest>) => {
    const fills: Fill[] = [];
    for (const market of markets) {
      const ofMarket = await readFills(client, market, since, oldTrades);
      if (!ofMarket.ok) return ofMarket;
      fills.push(...ofMarket.value);
    }
    return ok(fills.sort((a, b) => a.venueTimeMs - b.venueTimeMs));
  };

  const readFacts = async (
    since: AccountCheckpoint,
    before: readonly Balance[],
  ): Promise<Result<Omit<AccountFacts, "balances" | keyof Standing>, VenueFailure>> => {
    const { markets } = client;
    const held = await all([
      ask(client, ENDPOINTS.positions, {}, (answer) => parsePositions(answer, markets)),
      ask(client, ENDPOINTS.spotOpenOrders, {}, (answer) => parseOpenOrders(answer, markets.spot)),
      ask(client, ENDPOINTS.futuresOpenOrders, {}, (answer) => parseOpenOrders(answer, markets.perpetual)),
      readIncome(since.incomeSince),
    ]);
    if (!held.ok) return held;
    const [positions, spotOrders, futuresOrders, income] = held.value;
    const fills = await readAllFills(since, marketsOfInterest(client, since, before, positions));
    if (!fills.ok) return fills;
    return ok({ positions, openOrders: [...spotOrders, ...futuresOrders], income, fills: fills.value, obstacles: [] });
  };

  const readWhole = async (since: AccountCheckpoint): Promise<Result<AccountFacts, VenueFailure>> => {
    const standing = await readStanding();
    if (!standing.ok) return standing;
    const cut = await readCut(readBalances, (before) => readFacts(since, before));
    return cut.ok ? ok({ ...cut.value, ...standing.value }) : cut;
  };

  return async (requestId, since, urgent) => {
    client.accountPriority = urgent ? "query" : "poll";
    const cut = await readWhole(since);
    if (!cut.ok) {
      if (cut.error.code === CODE_MALFORMED) client.onUnreadable();
      return { kind: "account-failed", venue: BINANCE, requestId, failure: cut.error, ...stamp(client) };
    }
    return { kind: "account", venue: BINANCE, requestId, ...cut.value, ...stamp(client) };
  };
}
