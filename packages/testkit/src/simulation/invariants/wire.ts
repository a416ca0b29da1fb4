import type { EngineState } from "@evenkeel/core/engine";
import type { InstrumentIndex } from "@evenkeel/core/ids";
import { intentHash, type OrderIntent } from "@evenkeel/core/order";
import { imbalance } from "@evenkeel/core/position";
import { formatAmount, quantityAmount } from "@evenkeel/core/units";
import { broken } from "../broken.ts";
import type { Rule, Scene, SendEffect } from "./rule.ts";

/** I4, I5, I6, I11 and I12: whatever leaves for a venue. */
export function wireRule(scene: Scene): Rule {
  const sent = new Set<string>();
  /** When each market was last seen, in the time of this machine. */
  const seenAt = new Map<InstrumentIndex, number>();
  let epoch = 0;

  const checkSeal = ({ intent }: SendEffect): void => {
    const { approval, ...draft } = intent;
    if (approval.intentHash !== intentHash(draft))
      broken("I4", `${intent.clientOrderId} was sent without its own approval`);
    const rules = intent.purpose === "enter" ? "entry" : "reduce-only";
    if (approval.rules !== rules) broken("I4", `${intent.clientOrderId} was approved as ${approval.rules}`);
    const { config } = scene.state();
    if (approval.limitsVersion > config.version) broken("I4", `${intent.clientOrderId} stands on limits of no version`);
  };

  return {
    event: (event) => {
      if (event.kind === "top") seenAt.set(event.instrument, event.receivedAtMs);
    },
    decided: (effects, state) => {
      for (const effect of effects) {
        if (effect.kind !== "persist") continue;
        for (const row of effect.batch.rows) if (row.table === "intent") checkReduces(state, row.intent);
      }
    },
    committed: ({ rows }) => {
      const { config } = scene.state();
      for (const row of rows) {
        if (row.table !== "intent" || row.intent.purpose !== "enter") continue;
        const ageMs = row.intent.createdAt - (seenAt.get(row.intent.instrument) ?? 0);
        if (ageMs > config.risk.freshnessMsMax)
          broken("I4", `${row.intent.clientOrderId} was approved on data ${ageMs} ms old`);
      }
    },
    leaves: (effect) => {
      checkSeal(effect);
      const { intent } = effect;
      const { clientOrderId } = intent;
      if (!scene.journal.intents.has(clientOrderId)) broken("I5", `${clientOrderId} was sent before it was durable`);
      if (sent.has(clientOrderId)) broken("I6", `${clientOrderId} was sent twice`);
      sent.add(clientOrderId);
      const kind = scene.state().market.instruments[intent.instrument]?.kind;
      const leaving = intent.purpose === "exit" || intent.purpose === "repair";
      if (leaving && kind === "perpetual" && !intent.reduceOnly)
        broken("I11", `${clientOrderId} leaves without reduce-only`);
    },
    taken: ({ intent }) => {
      if (intent.leaseEpoch < epoch)
        broken("I12", `${intent.clientOrderId} of lease ${intent.leaseEpoch} was taken after lease ${epoch} acted`);
      epoch = intent.leaseEpoch;
    },
  };
}

/** What a bought hedge may overshoot by: twice its fee in the coin, and a step. */
const FEES = 2n;
const FEE_PARTS = 1_000_000n;

/** I11: a hedge is no more than what is ahead, and what leaves no more than what is held. */
function checkReduces({ portfolio, market }: EngineState, intent: OrderIntent): void {
  const { purpose, side, leg, quantity, clientOrderId } = intent;
  const pair = portfolio.pairs.get(intent.plan);
  const instrument = market.instruments[intent.instrument];
  if (purpose === "enter" || pair === undefined || instrument === undefined) return;
  const from = purpose === "hedge" ? imbalance(pair) : pair[leg].held;
  const size = quantityAmount(quantity, instrument.quantityScale);
  const fee = (size * FEES * BigInt(Math.ceil(instrument.takerFeeBps * 100))) / FEE_PARTS;
  const step = quantityAmount(instrument.stepSize, instrument.quantityScale);
  const most = (from < 0n ? -from : from) + (purpose === "hedge" && side === "buy" ? fee + step : 0n);
  if (from > 0n !== (side === "sell") || size > most)
    broken("I11", `${clientOrderId} (${purpose}) is to ${side} ${formatAmount(size)} of ${formatAmount(from)}`);
}
