import { createWindowedLog, type WindowedLog } from "../../common/account/windowed-log.ts";
import { ask, type Client } from "../client/client.ts";
import type { Category } from "../market.ts";
import { parseExecutions, type ReadExecution } from "../parse/executions.ts";
import { parseTransactions, type Transaction } from "../parse/transactions.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";

const EXECUTIONS_A_PAGE = 100;
const TRANSACTIONS_A_PAGE = 50;

const atCursor = (cursor: string) => (cursor === "" ? {} : { cursor });

const executionName = (row: ReadExecution): string =>
  row.kind === "fill" ? row.execution.fill.tradeId : `${row.kind} ${row.timeMs}`;

/** Everything that was executed in one category, whatever the contract. */
export const createExecutionLog = (client: Client, category: Category): WindowedLog<ReadExecution> =>
  createWindowedLog({
    venueNowMs: () => client.venueNowMs,
    nameOf: executionName,
    onNew: (row) => {
      if (row.kind === "unknown") client.onUnknownExecution(row.market?.instrument.index ?? null, row.reason);
    },
    readPage: (startTime, endTime, cursor) => {
      const parameters = { category, startTime, endTime, limit: EXECUTIONS_A_PAGE, ...atCursor(cursor) };
      return ask(client, ENDPOINTS.executions, parameters, (answer) =>
        parseExecutions(answer, client.markets, category),
      );
    },
  });

const transactionName = (row: Transaction): string =>
  row.kind === "income" ? `income ${row.income.incomeId}` : `trade ${row.executionId} ${row.realised ?? ""}`;

/** Everything that moved money of the unified account. */
export const createTransactionLog = (client: Client): WindowedLog<Transaction> =>
  createWindowedLog({
    venueNowMs: () => client.venueNowMs,
    nameOf: transactionName,
    onNew: (row) => {
      if (row.kind === "trade" && row.realised !== null) client.realised.set(row.executionId, row.realised);
    },
    readPage: (startTime, endTime, cursor) => {
      const span = { accountType: "UNIFIED", startTime, endTime, limit: TRANSACTIONS_A_PAGE };
      return ask(client, ENDPOINTS.transactions, { ...span, ...atCursor(cursor) }, (answer) =>
        parseTransactions(answer, client.markets),
      );
    },
  });
