import type { EngineStatusView, FlatProofView } from "../views/index.ts";
import type { FakeScene } from "./fakeRisk.ts";

const SPEED = 60;
const MINUTE_MS = 60_000;

const HEADLINES: Readonly<Record<FakeScene, string>> = {
  running: "Holding 3 pairs; entering INJ, 84 bp expected over 14 days",
  flat: "Flat: nothing clears 15 % a year after costs",
  frozen: "Frozen by admin: no new risk, 3 pairs stay hedged",
  halted: "Halted: the books and the venue disagree about SOL",
  starting: "Reading the market: 212 of 400 symbols have history",
  "not-flat": "HALTED, NOT FLAT",
};

const LEFT = "bybit: 31.4 SOL short in SOLUSDT, naked, has not answered since";

const STOPPED: Partial<Record<FakeScene, NonNullable<EngineStatusView["stopped"]>>> = {
  halted: {
    code: "halted",
    text: "SOL perpetual: the venue says −30.2, the books say −31.4.",
    remedy: "Look at both sides under Review. No new risk until they agree; what is not in dispute stays guarded.",
  },
  "not-flat": {
    code: "not-flat",
    text: LEFT,
    remedy: "It is tried on. The hand-flatten sheet says how to close what is named at the venue itself.",
  },
};

function fakeProof(scene: FakeScene, nowMs: number): FlatProofView {
  const kind = "not-flat" as const;
  if (scene !== "not-flat") return { kind, text: "3 pairs open", provenAtMs: null, overdue: false, left: [] };
  const leg = {
    kind: "leg",
    text: "31.4 SOL short in SOLUSDT, naked",
    pairId: "ekfake0000-1",
    symbol: "SOLUSDT",
    held: "-31.4",
    naked: "31.4",
  } as const;
  return {
    kind,
    text: `HALTED, NOT FLAT: ${LEFT}`,
    provenAtMs: null,
    overdue: true,
    left: [
      { venue: "binance", label: "Binance", told: true, readAtMs: nowMs - 1_000, items: [] },
      { venue: "bybit", label: "Bybit", told: false, readAtMs: nowMs - 4 * MINUTE_MS, items: [leg] },
    ],
  };
}

export function fakeStatus(scene: FakeScene, nowMs: number, startedAtMs: number, baseMs: number): EngineStatusView {
  return {
    mode: "SIMULATION",
    world: "demo",
    seed: "1",
    speed: SPEED,
    venueTimeMs: baseMs + (nowMs - startedAtMs) * SPEED,
    wallTimeMs: nowMs,
    startedAtMs,
    state: scene === "flat" ? "running" : scene === "not-flat" ? "flattening" : scene,
    killLevel: scene === "frozen" ? "freeze" : scene === "not-flat" ? "flatten" : "run",
    headline: HEADLINES[scene],
    stopped: STOPPED[scene] ?? null,
    flatProof: fakeProof(scene, nowMs),
  };
}
