import type { Fill, Income, LedgerAccount, LedgerEntry, LedgerLine, ProfitCause, Wallet } from "../events/index.ts";
import type { Asset, PlanId, VenueId } from "../ids/index.ts";
import type { Instrument } from "../market/instrument.ts";
import { type Amount, invariant, negate, quantityAmount, ZERO } from "../units/index.ts";

/** Cause ids remembered so that late and repeated rows are applied once; older than any venue's read overlap. */
const CAUSES_MAX = 50_000;

export type LedgerState = {
  /** Wallet balances by `walletKey`. */
  wallets: Map<string, Amount>;
  /** Profit and loss of all time by cause, in the settlement asset's own units per `cause/asset`. */
  profit: Map<string, Amount>;
  causes: Set<string>;
};

export const createLedger = (): LedgerState => ({ wallets: new Map(), profit: new Map(), causes: new Set() });

export const walletKey = (venue: VenueId, wallet: Wallet, asset: Asset): string => `${venue}/${wallet}/${asset}`;
export const profitKey = (cause: ProfitCause, asset: Asset): string => `${cause}/${asset}`;

export const walletBalance = (ledger: LedgerState, venue: VenueId, wallet: Wallet, asset: Asset): Amount =>
  ledger.wallets.get(walletKey(venue, wallet, asset)) ?? ZERO;

/** Applies a balanced entry once. `false`: this cause was already in the books. */
export function post(ledger: LedgerState, entry: LedgerEntry): boolean {
  if (ledger.causes.has(entry.causeId)) return false;
  assertBalanced(entry);
  for (const line of entry.lines) {
    if (line.account.kind === "wallet") {
      bump(ledger.wallets, walletKey(line.account.venue, line.account.wallet, line.asset), line.amount);
    } else if (line.account.kind === "profit") {
      // A credit of profit is negative in the books; shown the way an owner counts.
      bump(ledger.profit, profitKey(line.account.cause, line.asset), negate(line.amount));
    }
  }
  rememberCause(ledger, entry.causeId);
  return true;
}

export function rememberCause(ledger: LedgerState, causeId: string): void {
  ledger.causes.add(causeId);
  if (ledger.causes.size <= CAUSES_MAX) return;
  const oldest = ledger.causes.values().next();
  if (!oldest.done) ledger.causes.delete(oldest.value);
}

function bump(balances: Map<string, Amount>, key: string, by: Amount): void {
  balances.set(key, ((balances.get(key) ?? ZERO) + by) as Amount);
}

export function assertBalanced(entry: LedgerEntry): void {
  const sums = new Map<string, bigint>();
  for (const { asset, amount } of entry.lines) sums.set(asset, (sums.get(asset) ?? 0n) + amount);
  for (const [asset, sum] of sums) invariant(sum === 0n, `entry ${entry.causeId} is off by ${sum} ${asset}`);
}

const move = (asset: Asset, amount: Amount, to: LedgerAccount, from: LedgerAccount): LedgerLine[] =>
  amount === ZERO
    ? []
    : [
        { account: to, asset, amount },
        { account: from, asset, amount: negate(amount) },
      ];

export const fillCauseId = (fill: Fill): string => `${fill.venue}/fill/${fill.instrument}/${fill.tradeId}`;
export const incomeCauseId = (income: Income): string => `${income.venue}/income/${income.incomeId}`;

/** A fill as the venue's wallets felt it: spot swaps two assets, a perpetual only settles realised profit. */
export function fillEntry(fill: Fill, instrument: Instrument, plan: PlanId | null): LedgerEntry {
  const wallet: LedgerAccount = {
    kind: "wallet",
    venue: fill.venue,
    wallet: instrument.wallet,
  };
  const trading: LedgerAccount = { kind: "trading", plan };
  const lines: LedgerLine[] = [];
  if (instrument.kind === "spot") {
    const base = quantityAmount(fill.quantity, instrument.quantityScale);
    const bought = fill.side === "buy";
    lines.push(...move(instrument.base, bought ? base : negate(base), wallet, trading));
    lines.push(...move(instrument.quote, bought ? negate(fill.quote) : fill.quote, wallet, trading));
  } else {
    lines.push(...move(instrument.settle, fill.realisedProfit, wallet, { kind: "profit", cause: "price", plan }));
  }
  lines.push(...move(fill.feeAsset, negate(fill.fee), wallet, { kind: "profit", cause: "fee", plan }));
  return { causeId: fillCauseId(fill), cause: "fill", venueTimeMs: fill.venueTimeMs, lines };
}

/** Funding and transfers, only ever from the venue's own income rows. */
export function incomeEntry(income: Income, plan: PlanId | null): LedgerEntry {
  const wallet: LedgerAccount = { kind: "wallet", venue: income.venue, wallet: income.wallet };
  const against: LedgerAccount =
    income.kind === "transfer"
      ? { kind: "capital" }
      : { kind: "profit", cause: income.kind === "funding" ? "funding" : "other", plan };
  return {
    causeId: incomeCauseId(income),
    cause: income.kind === "funding" ? "funding" : income.kind === "transfer" ? "transfer" : "adjustment",
    venueTimeMs: income.venueTimeMs,
    lines: move(income.asset, income.amount, wallet, against),
  };
}

/** What was there before the first trade, one entry a wallet and asset. */
export function openingEntry(
  venue: VenueId,
  wallet: Wallet,
  asset: Asset,
  amount: Amount,
  venueTimeMs: LedgerEntry["venueTimeMs"],
): LedgerEntry {
  return {
    causeId: `${venue}/opening/${wallet}/${asset}`,
    cause: "opening",
    venueTimeMs,
    lines: move(asset, amount, { kind: "wallet", venue, wallet }, { kind: "capital" }),
  };
}
