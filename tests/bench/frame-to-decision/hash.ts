import { fingerprint, serialise } from "@evenkeel/core/units";
import type { Decision, Entry } from "./design.ts";

/** The parts of an entry in a fixed order, whatever made it. */
export function comparable({ plan, base, target, leading, estimate }: Entry): readonly unknown[] {
  const { notional, longMid, shortMid, fundingBps, costBps, netBps } = estimate;
  return [plan, base, target, leading, notional, longMid, shortMid, fundingBps, costBps, netBps];
}

/** A running hash over the bits of decisions; adding one makes nothing. */
export type DecisionHash = {
  readonly decision: (frame: number, decision: Decision) => void;
  readonly entry: (frame: number, entry: Entry) => void;
  readonly text: () => string;
};

export function createDecisionHash(): DecisionHash {
  const numbers = new Float64Array(5);
  const words = new Int32Array(numbers.buffer);
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  // A not-a-number has many bit patterns; it is one value.
  const canonical = (value: number): number => (Number.isNaN(value) ? Number.MIN_VALUE : value);
  const add = (word: number): void => {
    low = Math.imul(low ^ word, 0x01000193);
    low ^= low >>> 13;
    high = Math.imul(high ^ word, 0x85ebca6b);
    high ^= high >>> 15;
  };
  return {
    decision: (frame, { verdict, have, need, netBps }) => {
      numbers[0] = frame;
      numbers[1] = verdict;
      numbers[2] = canonical(have);
      numbers[3] = canonical(need);
      numbers[4] = canonical(netBps);
      for (let at = 0; at < words.length; at += 1) add(words[at] ?? 0);
    },
    entry: (frame, entry) => {
      const print = fingerprint(serialise([frame, comparable(entry)]));
      for (let at = 0; at < print.length; at += 1) add(print.charCodeAt(at));
    },
    text: () => (high >>> 0).toString(16).padStart(8, "0") + (low >>> 0).toString(16).padStart(8, "0"),
  };
}
