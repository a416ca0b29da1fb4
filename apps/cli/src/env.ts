import { userInfo } from "node:os";
import { join, resolve } from "node:path";
import { ROOT } from "./paths.ts";

type Variables = Readonly<Record<string, string | undefined>>;

const given = (variables: Variables, name: string): string | null => {
  const text = variables[name]?.trim() ?? "";
  return text === "" ? null : text;
};

/** A database of the owner's own instead of the embedded one. */
export const ownDatabaseUrl = (variables: Variables = process.env): string | null => given(variables, "DATABASE_URL");

/** Set by who insists on the extension: its absence is then a failure. */
export const timescaleRequired = (variables: Variables = process.env): boolean =>
  given(variables, "REQUIRE_TIMESCALE") === "1";

/** A browser of the owner's own for the tests that want one. */
export const chromiumPath = (variables: Variables = process.env): string | null => given(variables, "CHROMIUM_PATH");

export const configPath = (variables: Variables = process.env): string | null => {
  const path = given(variables, "EVENKEEL_CONFIG");
  return path === null ? null : resolve(path);
};

/** Where the key of the venue keys comes from, when not from its file. A command sees the machine's settings, not ours. */
export function kekVariables(variables: Variables = process.env) {
  const foreign = Object.entries(variables).flatMap(([name, value]) =>
    value === undefined || /^(?:EVENKEEL_|DATABASE_URL$)/.test(name) ? [] : [[name, value] as const],
  );
  return {
    passphrase: given(variables, "EVENKEEL_KEK_PASSPHRASE"),
    command: given(variables, "EVENKEEL_KEK_COMMAND"),
    environment: Object.fromEntries(foreign),
  };
}

/**
 * Where an installation lives unless told otherwise. PostgreSQL never runs as root and cannot pass root's closed
 * home, so root's data lies where a service's does.
 */
export function defaultDataFolder(variables: Variables = process.env, asRoot = process.getuid?.() === 0): string {
  const named = given(variables, "EVENKEEL_DATA_DIR");
  if (named !== null) return resolve(named);
  const shared = given(variables, "XDG_DATA_HOME");
  if (shared !== null) return join(resolve(shared), "evenkeel", "default");
  if (asRoot) return "/var/lib/evenkeel/default";
  const home = given(variables, "HOME") ?? userInfo().homedir;
  return join(home, ".local", "share", "evenkeel", "default");
}

/** Where whoever typed the command stands: npm runs it from the checkout and says where it was called. */
export function standingFolder(variables: Variables = process.env, folder = process.cwd()): string {
  const called = given(variables, "INIT_CWD");
  return called === null || folder !== resolve(ROOT) ? folder : resolve(called);
}

/** Works only when the engine on the same database falls silent. */
export const standbyAsked = (variables: Variables = process.env): boolean =>
  given(variables, "EVENKEEL_STANDBY") === "1";

/** Market data: the engine reads and checks them. */
const TICK_SETTINGS = [
  "EVENKEEL_TICKS",
  "EVENKEEL_TICKS_DAYS",
  "EVENKEEL_TICKS_GIB",
  "EVENKEEL_TOPS_SECONDS",
  "REQUIRE_TIMESCALE",
];

/** Refuses a database where market data would be kept in plain tables. */
export const requireTimescale = (variables: Variables = process.env): boolean =>
  given(variables, "REQUIRE_TIMESCALE") === "1";

/** What a child needs of ours to run at all. Everything else it is told by name, secrets above all. */
export function childEnvironment(own: Readonly<Record<string, string>>, variables: Variables = process.env) {
  const passed = [
    "PATH",
    "HOME",
    "LANG",
    "TZ",
    "TMPDIR",
    "NODE_OPTIONS",
    "NODE_COMPILE_CACHE",
    "EVENKEEL_LOG_LEVEL",
    "SENTRY_DSN",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "EVENKEEL_FAULT_POINT",
    "EVENKEEL_API_ORIGINS",
    "EVENKEEL_HEARTBEAT_URL",
    "EVENKEEL_HEARTBEAT_SECONDS",
    "EVENKEEL_HEARTBEAT_OWN_NETWORK",
    "EVENKEEL_LEASE_SECONDS",
    "EVENKEEL_TAKE_OVER",
    ...TICK_SETTINGS,
  ];
  const kept = passed.flatMap((name) => {
    const value = variables[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), ...own };
}
