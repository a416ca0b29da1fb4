import type {
  AccountCheckpoint,
  AccountObstacle,
  Balance,
  ColdEvent,
  Income,
  OpenOrder,
  VenueFailure,
  VenuePosition,
} from "@evenkeel/core/events";
import { type Amount, ok, type Result, toFloat } from "@evenkeel/core/units";
import { readCut } from "../../common/account/read-cut.ts";
import { CODE_MALFORMED } from "../../common/transport/failure.ts";
import { all, ask, type Client, stamp } from "../client/client.ts";
import { BYBIT } from "../market.ts";
import {
  type AccountInfo,
  type Debt,
  type PositionMode,
  parseAccountInfo,
  parsePositions,
  parseWallet,
} from "../parse/account.ts";
import type { Execution, ReadExecution } from "../parse/executions.ts";
import { parseOpenOrders } from "../parse/orders.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";
import { createFillChooser, fillsSince } from "./choose-fills.ts";
import { createExecutionLog, createTransactionLog } from "./read-log.ts";
import { readPages } from "./read-pages.ts";
import { createStandingReader, type Standing } from "./read-standing.ts";

export type AccountReader = (requestId: number, since: AccountCheckpoint, urgent: boolean) => Promise<ColdEvent>;

const SETTLE = { category: "linear", settleCoin: "USDT" } as const;
const POSITIONS_A_PAGE = 200;
const ORDERS_A_PAGE = 50;

type Held = {
  readonly positions: readonly VenuePosition[];
  readonly mode: PositionMode;
  readonly openOrders: readonly OpenOrder[];
};

async function readHeld(client: Client, isolated: boolean): Promise<Result<Held, VenueFailure>> {
  const { markets } = client;
  const linear = { ...SETTLE, limit: ORDERS_A_PAGE };
  const spot = { category: "spot", limit: ORDERS_A_PAGE };
  const held = await all([
    readPages(client, ENDPOINTS.positions, { ...SETTLE, limit: POSITIONS_A_PAGE }, (answer) =>
      parsePositions(answer, markets, isolated),
    ),
    readPages(client, ENDPOINTS.orderNow, linear, (answer) => parseOpenOrders(answer, markets.perpetual)),
    readPages(client, ENDPOINTS.orderNow, spot, (answer) => parseOpenOrders(answer, markets.spot)),
  ]);
  if (!held.ok) return held;
  const [positions, ofContracts, ofSpot] = held.value;
  return ok({
    positions: positions.flatMap((page) => page.positions),
    mode: positions.some(({ mode }) => mode === "hedge") ? "hedge" : "one-way",
    openOrders: [...ofContracts, ...ofSpot].flatMap(({ orders }) => orders),
  });
}

/** So that a loan which only grows by its interest is not told anew with every read. */
const roundly = (amount: Amount): string => String(Number(toFloat(amount).toPrecision(2)));

/**
 * What about the account itself forbids new risk. Margin is isolated: an entry sets it so, which the venue allows only
 * while nothing is held; where something is held in another mode it is too late.
 */
function obstaclesOf(
  { unified, marginMode }: AccountInfo,
  debts: readonly Debt[],
  { positions }: Held,
): AccountObstacle[] {
  const obstacles: AccountObstacle[] = debts.map(({ asset, amount }) => ({
    code: "borrowed",
    text: `the account borrowed about ${roundly(amount)} ${asset} by itself`,
  }));
  if (!unified) obstacles.push({ code: "account-mode", text: "the account is not a unified one" });
  if (marginMode === "portfolio" || (marginMode === "regular" && positions.length > 0))
    obstacles.push({ code: "account-mode", text: `its margin is in ${marginMode} mode, ours is isolated` });
  return obstacles;
}

const fillsIn = (rows: readonly ReadExecution[]): Execution[] =>
  rows.flatMap((row) => (row.kind === "fill" ? [row.execution] : []));

export function createAccountReader(client: Client): AccountReader {
  const readStanding = createStandingReader(client);
  const readTransactions = createTransactionLog(client);
  const readLinear = createExecutionLog(client, "linear");
  const readSpot = createExecutionLog(client, "spot");
  const chooseFills = createFillChooser();
  let debts: readonly Debt[] = [];

  const readBalances = async (): Promise<Result<readonly Balance[], VenueFailure>> => {
    const wallet = await ask(client, ENDPOINTS.wallet, { accountType: "UNIFIED" }, parseWallet);
    if (!wallet.ok) return wallet;
    debts = wallet.value.debts;
    return ok(wallet.value.balances);
  };

  const readFacts = async (since: AccountCheckpoint) => {
    const info = await ask(client, ENDPOINTS.accountInfo, {}, parseAccountInfo);
    if (!info.ok) return info;
    const held = await readHeld(client, info.value.marginMode === "isolated");
    if (!held.ok) return held;
    const executions = await all([readLinear(fillsSince(since)), readSpot(fillsSince(since))]);
    if (!executions.ok) return executions;
    // After the executions: what closed had to be in the log by now.
    const transactions = await readTransactions(since.incomeSince);
    if (!transactions.ok) return transactions;
    const income = transactions.value.flatMap((row): Income[] => (row.kind === "income" ? [row.income] : []));
    return ok({ info: info.value, held: held.value, executions: executions.value.flatMap(fillsIn), income });
  };

  const readWhole = async (since: AccountCheckpoint) => {
    const standing = await readStanding();
    if (!standing.ok) return standing;
    const cut = await readCut(readBalances, () => readFacts(since));
    if (!cut.ok) return cut;
    const { info, held, executions, income, balances } = cut.value;
    const inOrder = executions.toSorted((a, b) => (a.fill.tradeId < b.fill.tradeId ? -1 : 1));
    const { permissions, positionMode }: Standing = standing.value;
    return ok({
      balances,
      positions: held.positions,
      openOrders: held.openOrders,
      fills: chooseFills(inOrder, since, client.realised.get),
      income,
      permissions,
      collateral: "unified" as const,
      feeAssets: [],
      autoEarn: [],
      positionMode: held.mode === "hedge" ? held.mode : positionMode,
      obstacles: obstaclesOf(info, debts, held),
    });
  };

  return async (requestId, since, urgent) => {
    client.accountPriority = urgent ? "query" : "poll";
    const cut = await readWhole(since);
    if (!cut.ok) {
      if (cut.error.code === CODE_MALFORMED) client.onUnreadable();
      return { kind: "account-failed", venue: BYBIT, requestId, failure: cut.error, ...stamp(client) };
    }
    return { kind: "account", venue: BYBIT, requestId, ...cut.value, ...stamp(client) };
  };
}
