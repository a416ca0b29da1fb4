import {
  isMixName,
  isToldAt,
  MIX_NAMES,
  type MixName,
  SYMBOLS_DEFAULT,
  SYMBOLS_MAX,
  type VenueName,
  WORLDS,
  type WorldName,
  type WorldOverrides,
} from "@evenkeel/exchange-sim";
import { WIRED, type WireSettings } from "@evenkeel/exchange-sim/wire";
import type { Identity } from "./tls/certificate.ts";

/** An account at every venue. Its keys and secrets follow from the seed and this name. */
export interface AccountSetting {
  readonly name: string;
  readonly spot?: Readonly<Record<string, string>>;
  readonly futures?: string;
}

export interface ExchangeSettings {
  /** 0 takes any free port. */
  readonly port: number;
  /** A port for each of these API families ("binance-futures"). */
  readonly familyPorts: Readonly<Record<string, number>>;
  /** Every other family gets a port too, one after another from this one; 0 takes any, null opens none. */
  readonly familyPortsFrom: number | null;
  /** With an identity every port speaks TLS as well; a self-signed one is kept in the data directory. */
  readonly tls: "none" | "self-signed" | Identity;
  readonly venues: readonly VenueName[];
  readonly world: WorldName;
  readonly seed: number;
  /** The most perpetuals of a venue; one that lists fewer lists all it has. */
  readonly symbols: number;
  /** Venue seconds in one second of wall time; 0 stands still until the control API moves it. */
  readonly speed: number;
  /** Where the command log and the snapshots live; null keeps everything in memory only. */
  readonly dataDirectory: string | null;
  readonly accounts: readonly AccountSetting[];
  readonly overrides: WorldOverrides;
  /** What goes wrong by itself, and how often. */
  readonly faults: MixName;
  readonly publishIntervalMs: number;
  readonly snapshotIntervalMs: number;
  readonly snapshotCommandsMax: number;
  readonly wire: WireSettings;
}

export const DEFAULT_SETTINGS: ExchangeSettings = {
  port: 4900,
  familyPorts: {},
  familyPortsFrom: null,
  tls: "none",
  venues: ["binance"],
  world: "demo",
  seed: 1,
  symbols: SYMBOLS_DEFAULT,
  speed: 60,
  dataDirectory: null,
  accounts: [{ name: "main", spot: { USDT: "60000" }, futures: "40000" }],
  overrides: {},
  faults: "none",
  publishIntervalMs: 200,
  snapshotIntervalMs: 300_000,
  snapshotCommandsMax: 5_000,
  wire: {},
};

/** Leaves room for every family after the first. */
const FAMILY_PORT_MAX = 65_500;
const SPEED_MAX = 100_000;
const SEED_MAX = 2 ** 31 - 1;

const whole = (value: number, low: number, high: number): boolean =>
  Number.isSafeInteger(value) && value >= low && value <= high;

/** One sentence for the first setting that cannot be; null when all is well. */
export function settingProblem(settings: ExchangeSettings): string | null {
  if (!whole(settings.port, 0, 65_535)) return `--port must be a whole number from 0 to 65535, not ${settings.port}.`;
  if (settings.familyPortsFrom !== null && !whole(settings.familyPortsFrom, 0, FAMILY_PORT_MAX)) {
    return `--family-ports must be a whole number from 0 to ${FAMILY_PORT_MAX}, not ${settings.familyPortsFrom}.`;
  }
  if (!whole(settings.seed, 0, SEED_MAX))
    return `--seed must be a whole number from 0 to ${SEED_MAX}, not ${settings.seed}.`;
  if (!whole(settings.symbols, 1, SYMBOLS_MAX)) {
    return `--symbols must be a whole number from 1 to ${SYMBOLS_MAX}, not ${settings.symbols}.`;
  }
  if (!(settings.speed >= 0 && settings.speed <= SPEED_MAX)) {
    return `--speed must be a number from 0 to ${SPEED_MAX}, not ${settings.speed}.`;
  }
  const unserved = settings.venues.find((venue) => !WIRED.includes(venue));
  if (settings.venues.every((venue) => String(venue) === "")) {
    return `--venues must name some of ${WIRED.join(", ")}; it names none.`;
  }
  if (unserved !== undefined) return `--venues must be some of ${WIRED.join(", ")}, not "${unserved}".`;
  const twice = settings.venues.find((venue, at) => settings.venues.indexOf(venue) < at);
  if (twice !== undefined) return `--venues names ${twice} twice.`;
  if (!WORLDS.includes(settings.world)) {
    return `--world must be one of ${WORLDS.join(", ")}, not ${String(settings.world)}.`;
  }
  const unrecorded = settings.venues.find((venue) => !isToldAt(settings.world, venue));
  if (unrecorded !== undefined) return `The world ${settings.world} has no record of ${unrecorded}.`;
  if (!isMixName(settings.faults)) return `--faults must be ${MIX_NAMES.join(", ")}, not ${String(settings.faults)}.`;
  if (!whole(settings.publishIntervalMs, 50, 10_000)) return "The publishing interval must be 50 to 10000 ms.";
  return null;
}
