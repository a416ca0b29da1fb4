import { FAULT_NAMES, FAULTS, MIXES, type Per } from "@evenkeel/exchange-sim";
import type { FaultReport } from "../fault/desk.ts";

/** Which faults fired, and how often. */
export function formatReport({ mix, since, total, fired, never }: FaultReport): string {
  const rows = Object.entries(fired).flatMap(([where, counts]) =>
    Object.entries(counts).map(([name, count]) => [where, name, String(count)]),
  );
  return [
    `faults: mix ${mix}, ${total} fired since ${since}`,
    ...aligned(rows),
    `never: ${never.length === FAULT_NAMES.length ? "any" : never.join(", ") || "none"}`,
  ].join("\n");
}

const UNITS: Readonly<Record<Per, string>> = {
  send: "of requests that change something",
  order: "of orders",
  ioc: "of immediate orders",
  frame: "of frames",
  settlement: "of settlements",
  "wall-day": "a day",
  "venue-day": "a day of the venue's",
};

/** Every fault: what it does, and its rates. */
export function formatFaults(): string {
  return FAULT_NAMES.map((name) => {
    const { per, says } = FAULTS[name];
    const rates = (["calm", "normal", "storm"] as const).map((mix) => `${mix} ${rate(MIXES[mix][name], per)}`);
    return `${name}\n  ${says}\n  ${rates.join(", ")} ${UNITS[per]}`;
  }).join("\n");
}

const rate = (value: number, per: Per): string =>
  per.endsWith("day") ? String(Number(value.toPrecision(2))) : `${Number((value * 100).toPrecision(2))} %`;

export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  return rows.map((row) => `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ")}`.trimEnd());
}

/** One that has several lines stands below its word, every line indented alike. */
export function secretLines(secret: string): string[] {
  const lines = secret.trimEnd().split("\n");
  return lines.length === 1 ? [`  secret ${secret}`] : ["  secret", ...lines.map((line) => `    ${line}`)];
}
