import { type Amount, formatAmount, HOUR_MS, MINUTE_MS } from "@evenkeel/core/units";
import {
  type Account,
  type ExchangeEvent,
  type ExchangeState,
  type FaultBox,
  type FaultName,
  firstThatHappens,
  type Income,
  incomeDelayMs,
  record,
  type Step,
  type Veil,
  veil,
} from "@evenkeel/exchange-sim";

const INCOME_FAULTS = ["income-late", "income-duplicate", "income-corrected"] as const satisfies readonly FaultName[];
const CORRECTION_AFTER_MS = 5 * MINUTE_MS;
const DOUBLED_MS = MINUTE_MS;
/** Digits of the venue's own money. */
const VENUE_UNIT = 10n ** 10n;

export type SettlementTools = {
  readonly exchange: ExchangeState;
  readonly box: FaultBox;
  readonly veil: Veil;
  readonly later: (steps: readonly Step[]) => void;
};

type FundingEvent = Extract<ExchangeEvent, { kind: "funding" }>;

/** A correction lies minutes behind its hour; a settlement lies within its first. */
const isCorrection = ({ timeMs }: FundingEvent): boolean => timeMs % HOUR_MS >= MINUTE_MS;

const rowOf = ({ income }: Account, { timeMs, amount }: FundingEvent, symbol: string): Income | undefined =>
  income.findLast(
    (row) => row.type === "FUNDING_FEE" && row.symbol === symbol && row.timeMs === timeMs && row.amount === amount,
  );

/** What becomes of the rows of a settlement: shown late, shown twice, or corrected by a second one. */
export function hearSettlements(tools: SettlementTools, events: readonly ExchangeEvent[], wallMs: number): void {
  const { exchange, box } = tools;
  for (const event of events) {
    if (event.kind !== "funding" || isCorrection(event)) continue;
    const account = exchange.accounts.get(event.account);
    const symbol = exchange.world.instruments[event.instrument]?.futures.symbol ?? "";
    const row = account === undefined ? undefined : rowOf(account, event, symbol);
    const name = row === undefined ? null : firstThatHappens(box, INCOME_FAULTS);
    if (row === undefined || name === null) continue;
    if (name === "income-late") veil(tools.veil.late, row.id, wallMs + incomeDelayMs(box));
    else if (name === "income-duplicate") veil(tools.veil.doubled, row.id, wallMs + DOUBLED_MS);
    else if (!correct(tools, event.account, row)) continue;
    record(box, name, wallMs, symbol);
  }
}

/** A tenth of the payment is taken back. */
function correct({ later }: SettlementTools, account: string, { symbol, amount }: Income): boolean {
  const back = -((amount / 10n / VENUE_UNIT) * VENUE_UNIT);
  if (back === 0n) return false;
  const command = {
    kind: "correct-funding",
    venueTimeMs: 0,
    account,
    symbol,
    amount: formatAmount(back as Amount),
  } as const;
  later([{ afterMs: CORRECTION_AFTER_MS, command }]);
  return true;
}
