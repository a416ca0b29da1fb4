import type { Income, TransferIntent } from "@evenkeel/core/events";
import { asset } from "@evenkeel/core/ids";
import type { Amount } from "@evenkeel/core/units";
import { type Bench, stampOf, truthOf } from "./bench.ts";
import { tellCold } from "./market-lines.ts";
import { connectivity, refusal } from "./order-lines.ts";
import { bump } from "./truth.ts";

function lastOf(bench: Bench): TransferIntent {
  const intent = bench.transfers.at(-1);
  if (intent === undefined) throw new Error("no money was moved");
  return intent;
}

/** The venue carries it out; who hears of it is another line. Where a position stands then is one of its own, too. */
export function moves(bench: Bench): void {
  const { venue, from, to, asset: coin, amount } = lastOf(bench);
  if (to.kind === "position") return;
  const truth = truthOf(bench, venue);
  for (const [wallet, by] of [
    [from, -amount],
    [to.wallet, amount],
  ] as const) {
    const row: Income = {
      venue,
      incomeId: `i${truth.nextId++}`,
      kind: "transfer",
      instrument: null,
      wallet,
      asset: coin,
      amount: by as Amount,
      venueTimeMs: stampOf(bench).venueTimeMs,
    };
    truth.income.push(row);
    bump(truth, `${wallet}/${coin}`, row.amount);
  }
}

export function moved(bench: Bench): void {
  const { venue, id } = lastOf(bench);
  tellCold(bench, { kind: "transferred", venue, id });
}

export function moveLost(bench: Bench): void {
  const { venue, id } = lastOf(bench);
  tellCold(bench, { kind: "transfer-unknown", venue, id, failure: connectivity });
}

export function moveRefused(bench: Bench, code: string): void {
  const { venue, id } = lastOf(bench);
  tellCold(bench, { kind: "transfer-refused", venue, id, failure: refusal(code) });
}

/** So much of a wallet stands behind something and is not free. */
export function binds(bench: Bench, wallet: string, bound: Amount): void {
  truthOf(bench, undefined).bound.set(`${wallet}/${asset("USDT")}`, bound);
}
