import type { EngineStatusView } from "@evenkeel/api/views";

type Said = Pick<EngineStatusView, "state" | "headline" | "stopped" | "flatProof">;

/** What to do about it follows: the sentence before has to end. */
const ended = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** What it is doing, and beside it whatever stops it that the state's own word does not say yet. */
export function sentence({ state, headline, stopped, flatProof }: Said): string {
  if (stopped === null) return headline;
  if (flatProof.overdue || state === "halted") return ended(stopped.text);
  return stopped.code === "kill-level" ? ended(headline) : `${ended(headline)} ${ended(stopped.text)}`;
}
