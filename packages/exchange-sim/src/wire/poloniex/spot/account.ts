import type { Amount } from "@evenkeel/core/units";
import type { Account } from "../../../account/account.ts";
import { quoteAssetOf } from "../../../world/world.ts";
import { money, share } from "../format.ts";
import { type PageNames, pageAsked, pageOf } from "../page.ts";
import { body, ERRORS, type Outcome, refuse, rejectionError } from "../reply.ts";
import { type RouteContext, type Routes, signed, textOf } from "../request.ts";
import { currencyId } from "./market.ts";

const FIRST_ACCOUNT = 329_455_537_441_000_000n;
export const accountId = ({ number }: Account): string => String(FIRST_ACCOUNT + BigInt(number));

const KINDS: readonly string[] = ["", "SPOT", "FUTURES"];

/** Coins that are or were held, and what the venue counts in. */
function printBalances(context: RouteContext): Record<string, unknown> {
  const { state, account } = context;
  const coins = new Set([quoteAssetOf(state.world), ...account.spot.keys()]);
  return {
    accountId: accountId(account),
    accountType: "SPOT",
    balances: [...coins].map((currency) => {
      const balance = account.spot.get(currency);
      return {
        currencyId: currencyId(context, currency),
        currency,
        available: money(balance?.free ?? 0n),
        hold: money(balance?.locked ?? 0n),
      };
    }),
  };
}

/** The futures wallet tells of itself under /v3. */
function balances(context: RouteContext): Outcome {
  const kind = (context.params.get("accountType") ?? "").toUpperCase();
  if (!KINDS.includes(kind)) return refuse(ERRORS.spot.parameter("accountType"));
  return body(kind === "FUTURES" ? [] : [printBalances(context)]);
}

const accounts = ({ account }: RouteContext): Outcome =>
  body([{ accountId: accountId(account), accountType: "SPOT", accountState: "NORMAL" }]);

const oneBalance = (context: RouteContext): Outcome =>
  context.params.get("id") === accountId(context.account)
    ? body([printBalances(context)])
    : refuse(ERRORS.spot.noAccount);

const subaccounts = ({ account }: RouteContext): Outcome =>
  body([{ accountId: accountId(account), accountName: "Primary Account", accountState: "NORMAL", isPrimary: "true" }]);

const MONTH_MS = 30 * 86_400_000;

function feeInfo({ state, account }: RouteContext): Outcome {
  let volume = 0n;
  for (const trade of account.spotTrades) if (trade.timeMs > state.nowMs - MONTH_MS) volume += trade.quote;
  return body({
    trxDiscount: false,
    makerRate: share(account.fees.spotMakerPpm),
    takerRate: share(account.fees.spotTakerPpm),
    volume30D: money(volume),
    specialFeeRates: [],
  });
}

function transfer({ state, account, body: asked }: RouteContext): Outcome {
  const text = (name: string) => textOf(asked, name);
  const [from, to] = [text("fromAccount").toUpperCase(), text("toAccount").toUpperCase()];
  if (from !== "SPOT" && from !== "FUTURES") return refuse(ERRORS.spot.fromAccount);
  if ((to !== "SPOT" && to !== "FUTURES") || to === from) return refuse(ERRORS.spot.toAccount);
  return {
    kind: "commands",
    commands: [
      {
        kind: "transfer",
        venueTimeMs: state.nowMs,
        account: account.name,
        asset: text("currency").toUpperCase(),
        amount: text("amount"),
        to: to === "FUTURES" ? "futures" : "spot",
      },
    ],
    tell: ([applied]) => {
      if (applied === undefined) return refuse(ERRORS.broken);
      const { result } = applied;
      if (!result.ok) return refuse(rejectionError(result.error, "spot"));
      return body({ transferId: result.value.kind === "transfer" ? String(result.value.transferId) : "" });
    },
  };
}

interface TransferRow {
  readonly id: number;
  readonly amount: Amount;
  readonly asset: string;
  readonly timeMs: number;
}

const PAGE: PageNames = {
  start: "startTime",
  end: "endTime",
  direction: "direction",
  back: "PRE",
  forwardUsual: false,
  limitUsual: 100,
  limitMax: 1_000,
};

/** Transfers are numbered from one, as they are when they are made. */
const transfersOf = (account: Account): TransferRow[] =>
  account.income.filter((row) => row.type === "TRANSFER").map((row, at) => ({ ...row, id: at + 1 }));

const printTransfer = ({ id, asset, amount, timeMs }: TransferRow) => ({
  id: String(id),
  fromAccount: amount > 0n ? "SPOT" : "FUTURES",
  toAccount: amount > 0n ? "FUTURES" : "SPOT",
  currency: asset,
  amount: money(amount < 0n ? -amount : amount),
  state: "SUCCESS",
  createTime: timeMs,
});

function transfers({ account, params }: RouteContext): Outcome {
  const asked = pageAsked(params, PAGE);
  if (typeof asked === "string") return refuse(ERRORS.spot.parameter(asked));
  const currency = params.get("currency") ?? "";
  const rows = transfersOf(account).filter((row) => currency === "" || row.asset === currency);
  return body(pageOf(rows, (row) => row.timeMs, asked).map(printTransfer));
}

function oneTransfer({ account, params }: RouteContext): Outcome {
  const found = transfersOf(account).find(({ id }) => String(id) === params.get("id"));
  return found === undefined ? refuse(ERRORS.spot.parameter("id")) : body(printTransfer(found));
}

export const SPOT_ACCOUNT_ROUTES: Routes = {
  "GET /accounts": signed("spot", 50, accounts),
  "GET /accounts/balances": signed("spot", 50, balances),
  "GET /accounts/{id}/balances": signed("spot", 50, oneBalance),
  "GET /accounts/transfer": signed("spot", 10, transfers),
  "GET /accounts/transfer/{id}": signed("spot", 50, oneTransfer),
  "POST /accounts/transfer": signed("spot", 50, transfer),
  "GET /feeinfo": signed("spot", 50, feeInfo),
  "GET /subaccounts": signed("spot", 10, subaccounts),
};
