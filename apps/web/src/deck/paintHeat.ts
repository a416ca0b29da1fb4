import { HEAT_SETTLEMENTS, type HeatRow } from "@evenkeel/api/views";
import { resolveColor } from "../ui/resolveColor.ts";
import { annualPercent } from "./annualPercent.ts";

export const ROW_HEIGHT = 15;
const GAP = 1;
/** A settlement worth this much a year is painted in full; ordinary ones are around eleven percent. */
const FULL_ANNUAL_PERCENT = 45;
const ALPHA_MIN = 0.1;

/** Newest at the right edge, so that rows of different intervals end together at now. */
export function paintHeat(canvas: HTMLCanvasElement, rows: readonly HeatRow[], width: number): void {
  const ratio = window.devicePixelRatio || 1;
  const height = rows.length * ROW_HEIGHT;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.scale(ratio, ratio);
  const [gain, loss, none] = [resolveColor("--gain"), resolveColor("--loss"), resolveColor("--raised")];
  const cell = width / HEAT_SETTLEMENTS;
  rows.forEach((row, at) => {
    const shift = HEAT_SETTLEMENTS - row.ratesBps.length;
    row.ratesBps.forEach((rate, index) => {
      const strength = Math.abs(annualPercent(rate ?? 0, row.intervalHours)) / FULL_ANNUAL_PERCENT;
      context.globalAlpha = rate === null ? 1 : ALPHA_MIN + (1 - ALPHA_MIN) * Math.min(1, strength);
      context.fillStyle = rate === null ? none : rate >= 0 ? gain : loss;
      const left = (shift + index) * cell;
      if (rate === null) context.fillRect(left + GAP, at * ROW_HEIGHT + ROW_HEIGHT / 2, cell - GAP * 2, 1);
      else context.fillRect(left, at * ROW_HEIGHT + GAP, cell - GAP, ROW_HEIGHT - GAP * 2);
    });
  });
}
