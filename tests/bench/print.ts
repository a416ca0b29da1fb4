import type { Section } from "./report.ts";

const DIM = "\u001b[2m";
const BOLD = "\u001b[1m";
const GREEN = "\u001b[32m";
const YELLOW = "\u001b[33m";
const RED = "\u001b[31m";
const PLAIN = "\u001b[0m";

export type Paint = (style: "dim" | "bold" | "green" | "yellow" | "red", text: string) => string;

const STYLES = { dim: DIM, bold: BOLD, green: GREEN, yellow: YELLOW, red: RED };
export const createPaint =
  (colours: boolean): Paint =>
  (style, text) =>
    colours ? `${STYLES[style]}${text}${PLAIN}` : text;

/** Nanoseconds in the unit a person would use, three figures. */
export function duration(nanoseconds: number): string {
  if (nanoseconds < 1_000) return `${Math.round(nanoseconds)} ns`;
  if (nanoseconds < 1e6) return `${figures(nanoseconds / 1e3)} µs`;
  if (nanoseconds < 1e9) return `${figures(nanoseconds / 1e6)} ms`;
  return `${figures(nanoseconds / 1e9)} s`;
}

export function bytes(count: number): string {
  if (count < 1_024) return `${Math.round(count)} B`;
  return count < 1_048_576 ? `${figures(count / 1_024)} KiB` : `${figures(count / 1_048_576)} MiB`;
}

export const figures = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
export const count = (value: number): string => Math.round(value).toLocaleString("en-US");
export const times = (value: number): string => `${figures(value)}×`;

/** First column to the left, numbers to the right. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, cell.length)));
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart((widths[at] ?? 0) + 2)))
      .join("")
      .trimEnd(),
  );
}

export function sectionText(section: Section, paint: Paint): string {
  const lines = [paint("bold", section.title), ...section.lines.map((line) => `  ${line}`)];
  for (const { text, met } of section.goals)
    lines.push(`  ${met ? paint("green", "✓") : paint("yellow", "○")} goal ${text}${met ? "" : ": missed here"}`);
  for (const fault of section.faults) lines.push(`  ${paint("red", "✗")} ${fault}`);
  return `${lines.join("\n")}\n`;
}
