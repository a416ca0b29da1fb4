import type { ColdEvent, Transfer, TransferIntent } from "../events/index.ts";
import { transferId, type VenueId } from "../ids/index.ts";
import type { Denial } from "../risk/denial.ts";
import { isOver, nextTransferState, type TransferHappening } from "../transfer/machine.ts";
import { formatAmount, invariant, MINUTE_MS, type WallTimeMs } from "../units/index.ts";
import { alert, audit, emit, saveControl } from "./emit.ts";
import { readMarginAnew } from "./request-account.ts";
import type { EngineState } from "./state.ts";

/** After a try in vain: the next shrinking step comes sooner than a venue changes its mind. */
const REST_MS = 10 * MINUTE_MS;

type Draft = Pick<TransferIntent, "venue" | "asset" | "amount" | "from" | "to" | "plan">;

export const transferAt = ({ control }: EngineState, venue: VenueId): Transfer | undefined =>
  control.transfers.find(({ intent }) => intent.venue === venue);

/** Makes the intent durable; the transfer waits for the commit (money rule 3). One at a time at a venue. */
export function moveMoney(state: EngineState, draft: Draft): void {
  invariant(state.nonce !== null, "money is moved before the start");
  invariant(transferAt(state, draft.venue) === undefined, `money is on its way at ${draft.venue}`);
  const intent: TransferIntent = {
    ...draft,
    id: transferId(state.nonce, draft.venue, state.sequence),
    createdAt: state.wallNowMs,
    createdVenueAt: state.venueNowMs,
    leaseEpoch: state.leaseEpoch,
  };
  const { sequence } = state;
  const transfer: Transfer = { intent, state: "intended", sequence, sentAt: null, absentReads: 0 };
  state.control.transfers = [...state.control.transfers, transfer];
  saveControl(state);
  audit(state, intent.id, "transfer", {
    amount: formatAmount(intent.amount),
    asset: intent.asset,
    from: intent.from,
    to: targetOf(state, intent),
    plan: intent.plan,
  });
}

export const targetOf = ({ market }: EngineState, { to }: TransferIntent): string =>
  to.kind === "wallet" ? to.wallet : (market.instruments[to.instrument]?.symbol ?? String(to.instrument));

/** Moves a transfer along its table, and forgets it when its fate is known. */
function happen(
  state: EngineState,
  transfer: Transfer,
  happening: TransferHappening,
  change: Partial<Transfer> = {},
): void {
  const { control } = state;
  const { id } = transfer.intent;
  const next = nextTransferState(transfer.state, happening);
  if (next === null) {
    audit(state, id, "unexpected", { state: transfer.state, happening });
    return;
  }
  const moved: Transfer = { ...transfer, ...change, state: next };
  const others = control.transfers.filter(({ intent }) => intent.id !== id);
  control.transfers = isOver(next) ? others : [...others, moved];
  saveControl(state);
  if (!isOver(next)) return;
  audit(state, id, next);
  const venue = state.venues.get(transfer.intent.venue);
  const inVain = next === "refused" || next === "abandoned";
  if (venue !== undefined) venue.transferNotBefore = inVain ? state.wallNowMs + REST_MS : 0;
}

export const awaitsTransfer = ({ control }: EngineState, sequence: number): boolean =>
  control.transfers.some((transfer) => transfer.state === "intended" && transfer.sequence === sequence);

const awaiting = ({ control }: EngineState, sequence: number): Transfer[] =>
  control.transfers.filter((transfer) => transfer.state === "intended" && transfer.sequence === sequence);

/** The intent is durable. What was held up for longer than the venue's window would be refused there. */
export function releaseTransfers(
  state: EngineState,
  sequence: number,
  checkedAt: WallTimeMs,
  late: Denial | null,
): void {
  for (const transfer of awaiting(state, sequence)) {
    const { intent } = transfer;
    if (late !== null || intent.leaseEpoch !== state.leaseEpoch) {
      happen(state, transfer, "withheld");
      continue;
    }
    happen(state, transfer, "stored", { sentAt: state.wallNowMs });
    emit(state, { kind: "transfer", venue: intent.venue, intent, checkedAt });
  }
}

export function dropTransfers(state: EngineState, sequence: number, reason: string): void {
  for (const transfer of awaiting(state, sequence)) {
    const { id } = transfer.intent;
    alert(state, "CRITICAL", "journal", `transfer ${id} was not stored and not sent: ${reason}`);
    happen(state, transfer, "not-stored");
  }
}

type Answer = Extract<ColdEvent, { kind: "transferred" | "transfer-refused" | "transfer-unknown" }>;

export function onTransferAnswered(state: EngineState, event: Answer): void {
  const transfer = state.control.transfers.find(({ intent }) => intent.id === event.id);
  if (transfer === undefined) return;
  const { intent } = transfer;
  const what = `${intent.venue}: ${formatAmount(intent.amount)} ${intent.asset} from the ${intent.from} wallet to ${targetOf(state, intent)}`;
  switch (event.kind) {
    case "transferred":
      state.alarmed.delete(`transfer-refused/${intent.venue}`);
      happen(state, transfer, "confirmed");
      alert(state, "INFO", "transferred", `${what}: done`);
      return readMarginAnew(state, intent.venue);
    case "transfer-refused":
      happen(state, transfer, "refused");
      return tellRefused(state, intent.venue, `${what}: refused (${event.failure.code} ${event.failure.message})`);
    case "transfer-unknown":
      happen(state, transfer, "reply-lost");
      alert(
        state,
        "WARNING",
        "transfer-unknown",
        `${what}: reply lost (${event.failure.code}); reading, not repeating`,
      );
      return readMarginAnew(state, intent.venue);
  }
}

/** Once, until one comes through again: what is tried again every few minutes is one trouble. */
function tellRefused(state: EngineState, venue: VenueId, what: string): void {
  const key = `transfer-refused/${venue}`;
  if (state.alarmed.has(key)) return;
  state.alarmed.add(key);
  alert(state, "WARNING", "transfer-refused", `${what}; the pair shrinks instead when its floor is reached`);
}

type AccountEvent = Extract<ColdEvent, { kind: "account" }>;

/** What a whole read says about a transfer whose reply was lost. Its rows are in the books by now. */
export function settleTransfers(state: EngineState, event: AccountEvent, askedAtMs: number): void {
  const transfer = transferAt(state, event.venue);
  if (transfer?.state !== "unknown") return;
  const { intent } = transfer;
  if (isShown(state, event, intent)) return happen(state, transfer, "shown");
  const { receiveWindowMs, absentPollsMin } = state.config.execution;
  // Inside the receive window the request may still arrive; nothing read now proves anything.
  const gone = Math.max((transfer.sentAt ?? intent.createdAt) + 2 * receiveWindowMs, state.absentNotBefore);
  if (askedAtMs <= gone) return;
  if (intent.to.kind === "position") {
    happen(state, transfer, "read-anew");
    readMarginAnew(state, intent.venue);
    return;
  }
  const absentReads = transfer.absentReads + 1;
  if (absentReads >= absentPollsMin) return happen(state, transfer, "proven-absent");
  state.control.transfers = state.control.transfers.map((each) =>
    each.intent.id === intent.id ? { ...each, absentReads } : each,
  );
}

function isShown({ config }: EngineState, { income }: AccountEvent, intent: TransferIntent): boolean {
  const { to, asset, amount } = intent;
  if (to.kind !== "wallet") return false;
  const fromMs = intent.createdVenueAt - config.risk.clockOffsetMsMax;
  return income.some(
    (row) =>
      row.kind === "transfer" &&
      row.wallet === to.wallet &&
      row.asset === asset &&
      row.amount === amount &&
      row.venueTimeMs >= fromMs,
  );
}

/** Money that was on its way when the process before this one ended: only the venue knows. */
export function recoverTransfers(state: EngineState): void {
  for (const transfer of state.control.transfers) {
    const sentAt = Math.min(transfer.sentAt ?? transfer.intent.createdAt, state.wallNowMs) as WallTimeMs;
    happen(state, transfer, "recovered", { sentAt, absentReads: 0 });
  }
}
