import type { AccountCheckpoint, Balance, ColdEvent, Fill, VenueFailure } from "@evenkeel/core/events";
import { err, ok, type Result } from "@evenkeel/core/units";
import { failure } from "../../common/transport/failure.ts";
import { all, type Client, read, stamp } from "../client/client.ts";
import { parseFuturesBalances, parsePositionMode, parsePositions, parseSpotBalances } from "../parse/account.ts";
import { BINANCE } from "../parse/catalogue.ts";
import { type Permissions, parsePermissions } from "../parse/key-permissions.ts";
import { parseOpenOrders } from "../parse/orders.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";
import { marketsOfInterest, type OldTrades, readFills } from "./read-fills.ts";
import { createIncomeReader } from "./read-income.ts";

/** Reads of an account that keeps moving under them. */
const ROUNDS_MAX = 3;

type AccountFacts = Omit<
  Extract<ColdEvent, { kind: "account" }>,
  "kind" | "venue" | "requestId" | "venueTimeMs" | "receivedAtMs"
>;
type Standing = { readonly permissions: Permissions; readonly positionMode: "one-way" | "hedge" };

export type AccountReader = (requestId: number, since: AccountCheckpoint) => Promise<ColdEvent>;

const sameBalances = (a: readonly Balance[], b: readonly Balance[]): boolean =>
  a.length === b.length &&
  a.every(
    (balance, at) =>
      balance.asset === b[at]?.asset && balance.wallet === b[at]?.wallet && balance.total === b[at]?.total,
  );

/**
 * One consistent cut of the account: balances are read before and after fills, income and positions, and the
 * whole is read again while they differ. Otherwise a fill in between would look like money gone.
 */
export function createAccountReader(client: Client): AccountReader {
  const oldTrades: OldTrades = new Map();
  const readIncome = createIncomeReader(client);
  let standing: (Standing & { readonly readAtMs: number }) | null = null;

  const readBalances = async (): Promise<Result<Balance[], VenueFailure>> => {
    const balances = await all([
      read(client, ENDPOINTS.spotAccount, { omitZeroBalances: "true" }, "query", parseSpotBalances),
      read(client, ENDPOINTS.futuresAccount, {}, "query", parseFuturesBalances),
    ]);
    return balances.ok ? ok(balances.value.flat()) : balances;
  };

  /** Permissions and position mode change rarely and weigh much; a key is probed hourly. */
  const readStanding = async (): Promise<Result<Standing, VenueFailure>> => {
    const now = client.nowMs();
    if (standing !== null && now - standing.readAtMs < client.schedule.permissionsMs) return ok(standing);
    const asked = await all([
      read(client, ENDPOINTS.permissions, {}, "query", parsePermissions),
      read(client, ENDPOINTS.positionMode, {}, "query", parsePositionMode),
    ]);
    if (!asked.ok) return asked;
    const [permissions, positionMode] = asked.value;
    standing = { permissions, positionMode, readAtMs: now };
    return ok(standing);
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
      read(client, ENDPOINTS.positions, {}, "query", (answer) => parsePositions(answer, markets)),
      read(client, ENDPOINTS.spotOpenOrders, {}, "query", (answer) => parseOpenOrders(answer, markets.spot)),
      read(client, ENDPOINTS.futuresOpenOrders, {}, "query", (answer) => parseOpenOrders(answer, markets.perpetual)),
      readIncome(since.incomeSince),
    ]);
    if (!held.ok) return held;
    const [positions, spotOrders, futuresOrders, income] = held.value;
    const fills = await readAllFills(since, marketsOfInterest(client, since, before, positions));
    if (!fills.ok) return fills;
    return ok({ positions, openOrders: [...spotOrders, ...futuresOrders], income, fills: fills.value });
  };

  const readCut = async (since: AccountCheckpoint): Promise<Result<AccountFacts, VenueFailure>> => {
    const asked = await readStanding();
    if (!asked.ok) return asked;
    const { permissions, positionMode } = asked.value;
    let before = await readBalances();
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      if (!before.ok) return before;
      const facts = await readFacts(since, before.value);
      if (!facts.ok) return facts;
      const after = await readBalances();
      if (!after.ok) return after;
      if (sameBalances(before.value, after.value))
        return ok({ ...facts.value, balances: after.value, permissions, positionMode });
      before = after;
    }
    return err(failure("connectivity", "account-moving", "the account kept changing while it was read"));
  };

  return async (requestId, since) => {
    const cut = await readCut(since);
    if (!cut.ok) return { kind: "account-failed", venue: BINANCE, requestId, failure: cut.error, ...stamp(client) };
    return { kind: "account", venue: BINANCE, requestId, ...cut.value, ...stamp(client) };
  };
}
