import { join } from "node:path";
import { weaknessOf } from "@evenkeel/api/secret";
import { type KekSettings, Secret } from "@evenkeel/config/seal";
import { VENUES, type VenueName } from "@evenkeel/config/venues";
import { err, ok, type Result } from "@evenkeel/core/units";
import { LOG_LEVELS, type LogLevel } from "@evenkeel/telemetry/log";
import { readDestination } from "@evenkeel/telemetry/outbound";
import { FAULT_POINTS, type FaultPoint, type FaultPointName } from "./fault-point.ts";
import type { HeartbeatSettings } from "./heartbeat.ts";
import { readTickSettings, type TickSettings } from "./ticks/settings.ts";
import type { Credentials } from "./venue-keys/credentials.ts";

export type EngineSettings = {
  readonly databaseUrl: string;
  readonly port: number;
  /** Shared with the web process; signs the tokens of browsers. */
  readonly tokenSecret: string;
  /** Signs the tokens of the command line on this machine; the dashboard never has it. */
  readonly ownerSecret: string | null;
  /** Loopback port of the simulated exchange. */
  readonly exchangePort: number;
  /** Where this engine trades. */
  readonly venues: readonly VenueName[];
  /** The accounts the simulated exchange printed, sealed into the store at the first start; none: whatever lies there. */
  readonly simulated: ReadonlyMap<VenueName, Credentials>;
  /** Waits for its turn where another engine works on the database. */
  readonly standsBy: boolean;
  /** Somebody vouches that the engine before is off for good. */
  readonly takeOver: boolean;
  /** How long a lease lasts that was not renewed. */
  readonly leaseMs: number;
  readonly kek: KekSettings;
  readonly dataFolder: string;
  readonly allowedOrigins: readonly string[];
  readonly world: string;
  readonly seed: string;
  /** Venue seconds in one second. */
  readonly speed: number;
  readonly configPath: string | null;
  readonly logLevel: LogLevel;
  /** Where errors go; null: nowhere. */
  readonly sentryDsn: string | null;
  /** Where traces go, OTLP over HTTP; null: nowhere. */
  readonly tracesEndpoint: string | null;
  /** Who is told that this engine lives; null: nobody. */
  readonly heartbeat: HeartbeatSettings | null;
  readonly faultPoint: FaultPoint | null;
  readonly ticks: TickSettings;
};

type Variables = Readonly<Record<string, string | undefined>>;

const PORT_DEFAULT = 4100;
const VENUE_DEFAULT: VenueName = "binance";
const SPEED_MAX = 100_000;
const ORIGINS_MAX = 20;
/** Below, a busy machine would lose its lease to its own processor. */
const LEASE_SECONDS: Bounds = { min: 5, max: 300, byDefault: 15 };
const HEARTBEAT_SECONDS: Bounds = { min: 5, max: 3_600, byDefault: 30 };

/** Where replay looks for recordings; the launcher says it, a person may. */
export const dataFolder = (variables: Variables = process.env): string | null => given(variables, "EVENKEEL_DATA");

function given(variables: Variables, name: string): string | null {
  const text = variables[name]?.trim() ?? "";
  return text === "" ? null : text;
}

/** Refused settings are collected, so that one run names them all. */
class Refusals {
  readonly sentences: string[] = [];

  refuse<T>(sentence: string, instead: T): T {
    this.sentences.push(sentence);
    return instead;
  }
}

function port(variables: Variables, name: string, byDefault: number | null, refusals: Refusals): number {
  const text = given(variables, name);
  if (text === null && byDefault !== null) return byDefault;
  const value = Number(text ?? "");
  if (text !== null && /^\d{1,5}$/.test(text) && value >= 1 && value <= 65_535) return value;
  return refusals.refuse(`${name} must be a port from 1 to 65535${text === null ? "; it is missing" : ""}.`, 0);
}

function needed(variables: Variables, name: string, what: string, refusals: Refusals): string {
  return given(variables, name) ?? refusals.refuse(`${name} is missing: it must be ${what}.`, "");
}

function databaseUrl(variables: Variables, refusals: Refusals): string {
  const text = needed(variables, "DATABASE_URL", "a postgres:// address", refusals);
  if (text === "") return text;
  const protocol = URL.parse(text)?.protocol;
  // The address holds a password: it is never repeated in a message.
  if (protocol !== "postgres:" && protocol !== "postgresql:")
    return refusals.refuse("DATABASE_URL must be an address that begins with postgres://.", "");
  return text;
}

function strong(name: string, text: string, refusals: Refusals): string {
  const weakness = text === "" ? null : weaknessOf(text);
  return weakness === null ? text : refusals.refuse(`${name} ${weakness}.`, "");
}

function tokenSecret(variables: Variables, refusals: Refusals): string {
  const name = "EVENKEEL_ENGINE_SECRET";
  return strong(name, needed(variables, name, "the secret shared with the dashboard", refusals), refusals);
}

function ownerSecret(variables: Variables, refusals: Refusals): string | null {
  const name = "EVENKEEL_OWNER_SECRET";
  const text = given(variables, name);
  return text === null ? null : strong(name, text, refusals);
}

/** A command that prints the key sees the machine's settings and none of ours. */
function kekSettings(variables: Variables, dataFolder: string): KekSettings {
  const command = given(variables, "EVENKEEL_KEK_COMMAND");
  const passphrase = given(variables, "EVENKEEL_KEK_PASSPHRASE");
  const foreign = Object.entries(variables).flatMap(([name, value]) =>
    value === undefined || /^(?:EVENKEEL_|DATABASE_URL$)/.test(name) ? [] : [[name, value] as const],
  );
  return {
    folder: given(variables, "EVENKEEL_SECRETS") ?? join(dataFolder, "secrets"),
    passphrase: passphrase === null ? null : new Secret(passphrase),
    command: command === null ? null : { text: command, environment: Object.fromEntries(foreign) },
  };
}

const listed = (text: string): readonly string[] => text.split(",").map((each) => each.trim());

function venuesOf(variables: Variables, refusals: Refusals): readonly VenueName[] {
  const names = listed(given(variables, "EVENKEEL_VENUES") ?? VENUE_DEFAULT);
  const known = names.flatMap((name) => VENUES.find((each) => each === name) ?? []);
  if (known.length === names.length && new Set(names).size === names.length) return known;
  return refusals.refuse(`EVENKEEL_VENUES must name some of ${VENUES.join(", ")}, each once, with commas between.`, []);
}

/**
 * One key and one secret for each venue, in the order of the venues. Who stands by is on another machine than the
 * exchange, and finds the accounts' keys in the store.
 */
function simulated(
  variables: Variables,
  venues: readonly VenueName[],
  refusals: Refusals,
): EngineSettings["simulated"] {
  if (given(variables, "EVENKEEL_STANDBY") === "1" && given(variables, "EVENKEEL_SIM_KEY") === null) return new Map();
  const key = needed(variables, "EVENKEEL_SIM_KEY", "the key of the simulated account", refusals);
  const secret = needed(variables, "EVENKEEL_SIM_SECRET", "the secret of the simulated account", refusals);
  const [keys, secrets] = [listed(key), listed(secret)];
  const accounts = new Map<VenueName, Credentials>();
  for (const [at, venue] of venues.entries()) {
    const [apiKey = "", own = ""] = [keys[at], secrets[at]];
    if (apiKey !== "" && own !== "") accounts.set(venue, { apiKey, secret: own });
  }
  const whole = accounts.size === venues.length && keys.length === venues.length && secrets.length === venues.length;
  // Whoever named no venue, or no key at all, was told so already.
  if (whole || key === "" || secret === "" || venues.length === 0) return accounts;
  return refusals.refuse(
    "EVENKEEL_SIM_KEY and EVENKEEL_SIM_SECRET must hold one value for each of EVENKEEL_VENUES, with commas between.",
    accounts,
  );
}

function origins(variables: Variables, refusals: Refusals): readonly string[] {
  const list = listed(given(variables, "EVENKEEL_ALLOWED_ORIGINS") ?? "http://localhost:3000");
  const bad = list.find((each) => URL.parse(each)?.origin !== each);
  if (bad !== undefined || list.length > ORIGINS_MAX)
    return refusals.refuse(
      `EVENKEEL_ALLOWED_ORIGINS must be up to ${ORIGINS_MAX} addresses like http://localhost:3000, with commas between.`,
      [],
    );
  return list;
}

function speed(variables: Variables, refusals: Refusals): number {
  const text = given(variables, "EVENKEEL_SPEED") ?? "1";
  const value = Number(text);
  if (value >= 0 && value <= SPEED_MAX) return value;
  return refusals.refuse(`EVENKEEL_SPEED must be a number from 0 to ${SPEED_MAX}.`, 1);
}

function faultPoint(variables: Variables, refusals: Refusals): FaultPoint | null {
  const text = given(variables, "EVENKEEL_FAULT_POINT");
  if (text === null) return null;
  const [name = "", count = "1", what = "kill"] = text.split(":");
  const known = FAULT_POINTS.includes(name as FaultPointName);
  if (!known || !/^[1-9]\d{0,3}$/.test(count) || (what !== "kill" && what !== "stop"))
    return refusals.refuse(
      `EVENKEEL_FAULT_POINT must be one of ${FAULT_POINTS.join(", ")} and a count, like send:2, or send:2:stop.`,
      null,
    );
  if (given(variables, "EVENKEEL_EXCHANGE_PORT") === null)
    return refusals.refuse("EVENKEEL_FAULT_POINT is for the simulated exchange only.", null);
  return { name: name as FaultPointName, occurrence: Number(count), what };
}

/** Never repeated in a message: a DSN carries a key. */
function httpAddress(variables: Variables, name: string, refusals: Refusals): string | null {
  const text = given(variables, name);
  if (text === null || /^https?:$/.test(URL.parse(text)?.protocol ?? "")) return text;
  return refusals.refuse(`${name} must be an address that begins with http:// or https://.`, null);
}

/** Never repeated in a message: whoever knows such an address can keep its alarm quiet. */
function heartbeat(variables: Variables, refusals: Refusals): HeartbeatSettings | null {
  const seconds = whole(variables, "EVENKEEL_HEARTBEAT_SECONDS", HEARTBEAT_SECONDS, refusals);
  const text = given(variables, "EVENKEEL_HEARTBEAT_URL");
  if (text === null) return null;
  const destination = readDestination(text, given(variables, "EVENKEEL_HEARTBEAT_OWN_NETWORK") === "1");
  if (typeof destination !== "string") return { destination, everyMs: seconds * 1_000 };
  return refusals.refuse(`EVENKEEL_HEARTBEAT_URL ${destination}.`, null);
}

function logLevel(variables: Variables, refusals: Refusals): LogLevel {
  const text = given(variables, "EVENKEEL_LOG_LEVEL") ?? "info";
  const known = LOG_LEVELS.find((level) => level === text);
  return known ?? refusals.refuse(`EVENKEEL_LOG_LEVEL must be one of ${LOG_LEVELS.join(", ")}.`, "info");
}

type Bounds = { readonly min: number; readonly max: number; readonly byDefault: number };

function whole(variables: Variables, name: string, { min, max, byDefault }: Bounds, refusals: Refusals): number {
  const text = given(variables, name);
  if (text === null) return byDefault;
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  return refusals.refuse(`${name} must be a whole number from ${min} to ${max}.`, byDefault);
}

/** The only reader of this process's environment. Every refusal is one sentence and repeats no secret. */
export function readEnvironment(variables: Variables = process.env): Result<EngineSettings, readonly string[]> {
  const refusals = new Refusals();
  const venues = venuesOf(variables, refusals);
  const settings: EngineSettings = {
    databaseUrl: databaseUrl(variables, refusals),
    port: port(variables, "EVENKEEL_ENGINE_PORT", PORT_DEFAULT, refusals),
    tokenSecret: tokenSecret(variables, refusals),
    ownerSecret: ownerSecret(variables, refusals),
    exchangePort: port(variables, "EVENKEEL_EXCHANGE_PORT", null, refusals),
    venues,
    simulated: simulated(variables, venues, refusals),
    standsBy: given(variables, "EVENKEEL_STANDBY") === "1",
    takeOver: given(variables, "EVENKEEL_TAKE_OVER") === "1",
    leaseMs: whole(variables, "EVENKEEL_LEASE_SECONDS", LEASE_SECONDS, refusals) * 1_000,
    kek: kekSettings(variables, given(variables, "EVENKEEL_DATA") ?? ""),
    dataFolder: needed(variables, "EVENKEEL_DATA", "the folder for recordings and the emergency journal", refusals),
    allowedOrigins: origins(variables, refusals),
    world: given(variables, "EVENKEEL_WORLD") ?? "demo",
    seed: given(variables, "EVENKEEL_SEED") ?? "1",
    speed: speed(variables, refusals),
    configPath: given(variables, "EVENKEEL_CONFIG"),
    logLevel: logLevel(variables, refusals),
    sentryDsn: httpAddress(variables, "SENTRY_DSN", refusals),
    tracesEndpoint: httpAddress(variables, "OTEL_EXPORTER_OTLP_ENDPOINT", refusals),
    heartbeat: heartbeat(variables, refusals),
    faultPoint: faultPoint(variables, refusals),
    ticks: readTickSettings(variables, (sentence) => refusals.refuse(sentence, null)),
  };
  return refusals.sentences.length === 0 ? ok(settings) : err(refusals.sentences);
}
