import { parseNonce } from "@evenkeel/core/ids";
import { VERDICTS, type VerdictCode } from "@evenkeel/core/opportunity";
import { createDesk, type Desk, onBookTicker, onCold, onMarkPrices, reopen } from "../object-style/desk.ts";
import { BENCH_CONFIG, type CreateDesign, NONCE_TEXT } from "./design.ts";
import { FRAME } from "./tape.ts";

const NUMBERS = new Map<VerdictCode, number>(VERDICTS.map((code, number) => [code, number]));

/** The design to beat and to agree with: JSON.parse, maps of objects, a new object for every tick and verdict. */
export const createObjects: CreateDesign = (tape) => {
  const nonce = parseNonce(NONCE_TEXT);
  if (!nonce.ok) throw new Error("a bad nonce");
  const desk: Desk = createDesk(BENCH_CONFIG, nonce.value);
  for (const event of tape.introduction) onCold(desk, event);
  onCold(desk, tape.account(1));
  return {
    frame: (kind, text, receivedAtMs) => {
      if (kind === FRAME.marks) onMarkPrices(desk, text, receivedAtMs);
      else onBookTicker(desk, text, kind === FRAME.spotBook ? desk.spots : desk.perpetuals, receivedAtMs);
    },
    cold: (event) => onCold(desk, event),
    decided: (instrument, out) => {
      const verdict = desk.carryOf.get(instrument)?.verdict;
      out.verdict = NUMBERS.get(verdict?.code ?? "clear") ?? 0;
      out.have = verdict?.have ?? Number.NaN;
      out.need = verdict?.need ?? Number.NaN;
      out.netBps = verdict?.netBps ?? Number.NEGATIVE_INFINITY;
    },
    entered: () => desk.pairs.values().next().value ?? null,
    release: () => {
      for (const { base } of desk.pairs.values()) desk.exits.set(base, desk.venueNowMs);
      desk.pairs.clear();
      reopen(desk);
    },
    freeze: () => {
      desk.killLevel = "freeze";
      reopen(desk);
    },
  };
};
