import type { ColdEvent } from "../events/index.ts";
import { judgePeg, noteQuote, type PegReading, readPeg } from "../risk/peg.ts";
import { alert, audit } from "./emit.ts";
import { engageKillLevel } from "./kill-level.ts";
import type { EngineState } from "./state.ts";

/** DFT-5: what everything is counted in has left the dollar. Judged only on news, never on a price that grew old. */
export function onDollarQuote(state: EngineState, event: Extract<ColdEvent, { kind: "dollar-quote" }>): void {
  const { peg, config, venueNowMs, wallNowMs } = state;
  noteQuote(peg, event, event.receivedAtMs);
  // Before it is ready nothing is in its hands: it is answered with the first quote after that.
  if (state.phase !== "ready") return;
  const reading = readPeg(peg, config, wallNowMs);
  const level = judgePeg(peg, reading, config, venueNowMs, wallNowMs);
  if (level === null || reading.kind !== "known") return;
  peg.answered = level;
  const limit = level === "reduce" ? config.risk.pegReducePercent : config.risk.pegFreezePercent;
  audit(state, "engine", level, { code: "depeg", have: reading.offPercent, need: limit });
  alert(state, "CRITICAL", "depeg", `${inWords(reading)}, limit ${limit} %: ${level.toUpperCase()}`);
  engageKillLevel(state, level, "the engine, for the price of USDT");
}

function inWords({ offPercent, coins }: Exclude<PegReading, { kind: "unknown" }>): string {
  const side = offPercent < 0 ? "below" : "above";
  return `USDT stands ${Math.abs(offPercent).toFixed(2)} % ${side} the dollar by ${coins.join(" and ")}`;
}
