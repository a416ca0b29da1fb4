import type { AccountCheckpoint, Balance, ColdEvent, VenuePosition } from "@evenkeel/core/events";
import { asset } from "@evenkeel/core/ids";
import { call, marketNamed, type Session, stamp } from "./session.ts";
import { amountOf, type Row, readIncome, readPosition, readTrade, SECOND_VENUE } from "./translate.ts";

type AccountAnswer = {
  readonly cash: readonly Row[];
  readonly margin: string;
  readonly positions: readonly (Row & { readonly leverage: number })[];
  readonly open: readonly Row[];
  readonly mayMoveFundsOut: boolean;
};

const balance = (wallet: Balance["wallet"], coin: string, total: string | undefined): Balance => ({
  wallet,
  asset: asset(coin),
  total: amountOf(total),
  free: amountOf(total),
});

const balancesOf = ({ cash, margin }: AccountAnswer): Balance[] => [
  ...cash.map((row) => balance("spot", row["coin"] ?? "", row["total"])),
  balance("futures", "USDT", margin),
];

const positionsOf = (session: Session, { positions }: AccountAnswer): VenuePosition[] =>
  positions.filter((row) => row["lots"] !== "0").map((row) => readPosition(row, marketNamed(session, row["market"])));

export async function readAccount(session: Session, requestId: number, since: AccountCheckpoint): Promise<ColdEvent> {
  const last = new Map(since.lastTradeIds);
  const answers = await Promise.all([
    call(session, "/account", {}),
    call(session, "/income", { since: String(since.incomeSince) }),
    ...session.listed.map(({ name, instrument }) =>
      call(session, "/trades", { market: name, after: last.get(instrument.index) ?? "" }),
    ),
  ]);
  const values: unknown[] = [];
  for (const answer of answers) {
    if (answer.ok) values.push(answer.value);
    else return { kind: "account-failed", venue: SECOND_VENUE, requestId, failure: answer.error, ...stamp(session) };
  }
  const [account, income, ...trades] = values as [AccountAnswer, readonly Row[], ...(readonly Row[])[]];
  const fills = trades.flat().map((row) => readTrade(row, marketNamed(session, row["market"])));
  return {
    kind: "account",
    venue: SECOND_VENUE,
    requestId,
    balances: balancesOf(account),
    positions: positionsOf(session, account),
    openOrders: account.open.map((row) => ({
      clientOrderId: row["label"] ?? "",
      venueOrderId: row["number"] ?? "",
      instrument: marketNamed(session, row["market"]).instrument.index,
    })),
    fills: fills.filter((fill) => fill.venueTimeMs >= since.openedAt),
    income: income.map((row) =>
      readIncome(row, row["market"] === undefined ? null : marketNamed(session, row["market"])),
    ),
    permissions: account.mayMoveFundsOut ? "may-move-funds-out" : "trade",
    positionMode: "one-way",
    collateral: "single-asset",
    feeAssets: [],
    autoEarn: [],
    obstacles: [],
    ...stamp(session),
  };
}
