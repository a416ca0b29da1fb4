import { type Amount, parseAmount } from "@evenkeel/core/units";
import type { Income } from "../../../account/account.ts";
import { money } from "../money.ts";
import { answer, ERRORS, type Outcome, refuse, rejectionError } from "../reply.ts";
import { limitOf, type RouteContext, type Routes, signed, spanOf, textOf } from "../request.ts";
import type { BybitSession } from "../session.ts";
import { pageOf, windowOf } from "./page.ts";
import { ACCOUNT_TYPES } from "./wallet.ts";

const DAYS = 7;
const UUID = /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;
/** Names of transfers that are remembered against repetition; a restart forgets them. */
const NAMES_MAX = 10_000;

/** The client names a transfer, and no two alike. */
function transfer({ state, session, account, params, restrictions }: RouteContext): Outcome {
  if (!restrictions.enableInternalTransfer) return refuse(ERRORS.permission);
  const [name = "", coin, amount, from = "", to = ""] = [
    "transferId",
    "coin",
    "amount",
    "fromAccountType",
    "toAccountType",
  ].map((each) => textOf(params, each) ?? undefined);
  if (!UUID.test(name)) return refuse(ERRORS.parameter("transferId"));
  if (coin === undefined) return refuse(ERRORS.parameter("coin"));
  if (amount === undefined || !parseAmount(amount).ok) return refuse(ERRORS.amount);
  if (!ACCOUNT_TYPES.has(from) || !ACCOUNT_TYPES.has(to)) return refuse(ERRORS.cannotTransfer);
  if (from === to) return refuse(ERRORS.sameAccounts);
  if (session.transfers.has(name)) return refuse(ERRORS.transferExists);
  return {
    kind: "commands",
    commands: [
      {
        kind: "transfer",
        venueTimeMs: state.nowMs,
        account: account.name,
        asset: coin,
        amount,
        to: to === "FUND" ? "funding" : "spot",
      },
    ],
    finish: ([applied]) => {
      if (applied === undefined) return refuse(ERRORS.server);
      if (!applied.result.ok) return refuse(rejectionError(applied.result.error, "futures"));
      remember(session, name, account.income.at(-1));
      return answer({ transferId: name, status: "SUCCESS" });
    },
  };
}

function remember({ transfers }: BybitSession, name: string, row: Income | undefined): void {
  if (transfers.size >= NAMES_MAX) transfers.clear();
  if (row !== undefined) transfers.set(name, row.id);
}

/** Newest first; what was moved before a restart has a name of the venue's own. */
function transfers({ state, session, account, params }: RouteContext): Outcome {
  const limit = limitOf(params, 20, 50);
  if (!limit.ok) return refuse(limit.error);
  const span = spanOf(params);
  if (!span.ok) return refuse(span.error);
  const [fromMs, toMs] = windowOf(span.value.fromMs, span.value.toMs, state.nowMs, DAYS);
  const names = new Map([...session.transfers].map(([name, id]) => [id, name]));
  const nameOf = (row: Income): string => names.get(row.id) ?? `selfTransfer_${row.id}`;
  const wanted = textOf(params, "transferId");
  const coin = textOf(params, "coin");
  const status = textOf(params, "status") ?? "SUCCESS";
  const found = account.income.filter(
    (row) =>
      row.type === "TRANSFER" &&
      row.timeMs >= fromMs &&
      row.timeMs <= toMs &&
      (coin === null || row.asset === coin) &&
      (wanted === null || nameOf(row) === wanted) &&
      status === "SUCCESS",
  );
  const { page, next } = pageOf(found.toReversed(), textOf(params, "cursor"), limit.value, (row) => String(row.id));
  return answer({
    list: page.map((row) => ({
      transferId: nameOf(row),
      coin: row.asset,
      amount: money((row.amount < 0n ? -row.amount : row.amount) as Amount),
      fromAccountType: row.amount < 0n ? "UNIFIED" : "FUND",
      toAccountType: row.amount < 0n ? "FUND" : "UNIFIED",
      timestamp: String(Math.floor(row.timeMs)),
      status: "SUCCESS",
    })),
    nextPageCursor: next,
  });
}

export const TRANSFER_ROUTES: Routes = {
  "POST /v5/asset/transfer/inter-transfer": signed(5, transfer),
  "GET /v5/asset/transfer/query-inter-transfer-list": signed(5, transfers),
};
