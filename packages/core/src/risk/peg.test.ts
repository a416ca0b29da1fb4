import { expect, test } from "vitest";
import { DEFAULT_CONFIG } from "../events/defaults.ts";
import { asset, venueId } from "../ids/index.ts";
import { MINUTE_MS, type VenueTimeMs, type WallTimeMs } from "../units/index.ts";
import { createPeg, judgePeg, noteQuote, PEG_AGE_MS_MAX, pegDenial, readPeg } from "./peg.ts";

const NOW = 1_000_000 as WallTimeMs;
type Told = readonly [venueAndCoin: string, bid: number, ask: number, ageMs?: number];

function pegOf(told: readonly Told[]) {
  const peg = createPeg();
  for (const [name, bid, ask, ageMs = 0] of told) {
    const [venue = "", coin = ""] = name.split(" ");
    noteQuote(peg, { venue: venueId(venue), coin: asset(coin), bid, ask }, (NOW - ageMs) as WallTimeMs);
  }
  return peg;
}

const OLD = PEG_AGE_MS_MAX + 1;
const ROWS: readonly [name: string, told: readonly Told[], reading: string, denial: string | null][] = [
  ["nobody tells", [], "unknown", "peg-unknown"],
  [
    "both stand at par",
    [
      ["a USDC", 0.9999, 1],
      ["a FDUSD", 0.998, 0.9985],
    ],
    "known 0.00",
    null,
  ],
  [
    "both cost more: USDT is below",
    [
      ["a USDC", 1.031, 1.032],
      ["a FDUSD", 1.01, 1.011],
    ],
    "known -0.99",
    "peg-off",
  ],
  [
    "both cost less: USDT is above",
    [
      ["a USDC", 0.97, 0.971],
      ["a FDUSD", 0.98, 0.99],
    ],
    "known 1.01",
    "peg-off",
  ],
  [
    "March 2023: USDC falls alone",
    [
      ["a USDC", 0.879, 0.88],
      ["a FDUSD", 1, 1.0001],
    ],
    "known 0.00",
    null,
  ],
  [
    "one up, the other down",
    [
      ["a USDC", 0.9, 0.91],
      ["a FDUSD", 1.1, 1.11],
    ],
    "known 0.00",
    null,
  ],
  [
    "the middle of three",
    [
      ["a USDC", 1.03, 1.031],
      ["a FDUSD", 1.02, 1.021],
      ["b USDE", 0.65, 0.66],
    ],
    "known -1.96",
    "peg-off",
  ],
  [
    "two venues, one coin: one voice",
    [
      ["a USDC", 0.88, 0.881],
      ["b USDC", 0.88, 0.881],
      ["a FDUSD", 1, 1],
    ],
    "known 0.00",
    null,
  ],
  [
    "two venues differ about it: the one nearer to par",
    [
      ["a USDC", 1.04, 1.05],
      ["b USDC", 1.001, 1.002],
    ],
    "known -0.10",
    null,
  ],
  ["one coin alone at par is enough", [["a USDC", 0.9999, 1]], "known 0.00", null],
  ["one coin alone off says of neither", [["a USDC", 0.88, 0.881]], "unclear 13.51", "peg-unclear"],
  [
    "the other one's word is old",
    [
      ["a USDC", 0.88, 0.881],
      ["a FDUSD", 1, 1, OLD],
    ],
    "unclear 13.51",
    "peg-unclear",
  ],
  [
    "every word is old",
    [
      ["a USDC", 1, 1, OLD],
      ["a FDUSD", 1, 1, OLD],
    ],
    "unknown",
    "peg-unknown",
  ],
  [
    "a wide book around par says nothing",
    [
      ["a USDC", 0.95, 1.05],
      ["a FDUSD", 0.96, 1.06],
    ],
    "known 0.00",
    null,
  ],
  [
    "an empty, a crossed and an endless book are no prices",
    [
      ["a USDC", 0, 1],
      ["a FDUSD", 1.1, 1],
      ["b USDE", 1, Number.POSITIVE_INFINITY],
    ],
    "unknown",
    "peg-unknown",
  ],
];

test.each(ROWS)("RSK-7 %s", (_name, told, reading, denied) => {
  const peg = pegOf(told);
  const read = readPeg(peg, DEFAULT_CONFIG, NOW);
  expect(read.kind === "unknown" ? "unknown" : `${read.kind} ${read.offPercent.toFixed(2)}`).toBe(reading);
  expect(pegDenial(peg, DEFAULT_CONFIG, NOW)?.code ?? null).toBe(denied);
});

/** After so many minutes, so much off in per cent; "?" for a moment in which nobody knows. */
type Moment = readonly [minutes: number, offPercent: number | "?" | "1?", asks: string | null];
const STORIES: readonly [name: string, moments: readonly Moment[]][] = [
  [
    "just under five minutes asks for nothing",
    [
      [0, -0.6, null],
      [4.9, -0.6, null],
      [5, -0.4, null],
      [9, -0.6, null],
    ],
  ],
  [
    "five minutes freeze, once",
    [
      [0, -0.6, null],
      [5, -0.6, "freeze"],
      [30, -0.6, null],
    ],
  ],
  [
    "above the dollar counts as below",
    [
      [0, 0.6, null],
      [5, 0.6, "freeze"],
    ],
  ],
  [
    "at the limit it stands",
    [
      [0, 0.5, null],
      [60, 0.5, null],
    ],
  ],
  [
    "two per cent close everything when seen twice",
    [
      [0, -2.1, null],
      [0.01, -2.1, null],
      [0.2, -2.1, "reduce"],
      [9, -2.1, null],
    ],
  ],
  [
    "seen once it is not believed",
    [
      [0, -2.1, null],
      [0.2, -1, null],
      [0.4, -2.1, null],
    ],
  ],
  [
    "from freeze it still goes on to reduce",
    [
      [0, -0.6, null],
      [5, -0.6, "freeze"],
      [6, -3, null],
      [6.2, -3, "reduce"],
    ],
  ],
  [
    "moments in which nobody knows change nothing",
    [
      [0, -0.6, null],
      [2, "?", null],
      [3, "1?", null],
      [5, -0.6, "freeze"],
    ],
  ],
  [
    "once back it counts anew",
    [
      [0, -0.6, null],
      [5, -0.6, "freeze"],
      [6, 0, null],
      [7, -0.6, null],
      [12, -0.6, "freeze"],
    ],
  ],
];

test.each(STORIES)("DFT-5 %s", (_name, moments) => {
  const peg = createPeg();
  for (const [minutes, off, asks] of moments) {
    const at = minutes * MINUTE_MS;
    const coins = [asset("USDC")];
    const reading =
      off === "?"
        ? ({ kind: "unknown" } as const)
        : off === "1?"
          ? ({ kind: "unclear", offPercent: 9, coins } as const)
          : ({ kind: "known", offPercent: off, coins } as const);
    const level = judgePeg(peg, reading, DEFAULT_CONFIG, at as VenueTimeMs, (NOW + at) as WallTimeMs);
    peg.answered = level ?? peg.answered;
    expect([minutes, level]).toEqual([minutes, asks]);
  }
});
