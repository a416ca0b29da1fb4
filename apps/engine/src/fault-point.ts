import type { Effect } from "@evenkeel/core/events";

/** The named moments at which a recovery test ends this process without a word. */
export const FAULT_POINTS = ["persist", "send", "ack"] as const;
export type FaultPointName = (typeof FAULT_POINTS)[number];

/** `persist`: before the commit. `send`: committed, before the first byte. `ack`: the venue has it, we do not know. */
export type FaultPoint = { readonly name: FaultPointName; readonly occurrence: number };

export type FaultGate = (name: FaultPointName, effect: Effect) => void;

const hasIntent = (effect: Effect): boolean => effect.kind === "send" || (effect.kind === "persist" && effect.awaited);

/** Kills this process the n-th time an order comes by the point; counts nothing else. */
export function createFaultGate(point: FaultPoint | null): FaultGate {
  let seen = 0;
  return (name, effect) => {
    if (point === null || point.name !== name || !hasIntent(effect)) return;
    seen += 1;
    if (seen === point.occurrence) process.kill(process.pid, "SIGKILL");
  };
}
