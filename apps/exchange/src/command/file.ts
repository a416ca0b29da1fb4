import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parse } from "yaml";
import { Misunderstood, Problem } from "./problem.ts";
import { accountIn, type GivenAccount, numberIn, venuesIn } from "./text.ts";

/** What a configuration file may say. Every name and every text that can be typed is understood as well. */
export interface FileSettings {
  readonly venues?: readonly string[];
  readonly world?: string;
  readonly seed?: number;
  readonly symbols?: number;
  readonly speed?: number;
  readonly faults?: string;
  readonly accounts?: readonly GivenAccount[];
  readonly port?: number;
  readonly familyPorts?: number | Readonly<Record<string, number>>;
  readonly tls?: boolean | { readonly cert: string; readonly key: string };
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly data?: string;
}

const FILE_BYTES_MAX = 100_000;

type Check = (value: unknown) => boolean;
const isText: Check = (value) => typeof value === "string" && value !== "";
const isNumber: Check = (value) => typeof value === "number" && Number.isFinite(value);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isMap = (value: unknown, each: Check): boolean => isObject(value) && Object.values(value).every(each);
const isAmount: Check = (value) => (isText(value) || isNumber(value)) && /^\d+(\.\d+)?$/.test(String(value));
const isAccount: Check = (value) =>
  isObject(value) &&
  Object.keys(value).every((name) => ["name", "spot", "futures"].includes(name)) &&
  isText(value["name"]) &&
  (value["spot"] === undefined || isMap(value["spot"], isAmount)) &&
  (value["futures"] === undefined || isAmount(value["futures"]));
const isTls: Check = (value) =>
  typeof value === "boolean" ||
  (isObject(value) && Object.keys(value).toSorted().join() === "cert,key" && isMap(value, isText));

const SETTINGS: Readonly<Record<keyof FileSettings, readonly [check: Check, takes: string]>> = {
  venues: [(value) => Array.isArray(value) && value.every(isText), "a list of venues"],
  world: [isText, "a name"],
  seed: [isNumber, "a number"],
  symbols: [isNumber, "a number"],
  speed: [isNumber, "a number"],
  faults: [isText, "a mix"],
  accounts: [
    (value) => Array.isArray(value) && value.every(isAccount),
    "a list of accounts with name, spot (asset: amount) and futures, or name=ASSET:amount,…",
  ],
  port: [isNumber, "a number"],
  familyPorts: [(value) => isNumber(value) || isMap(value, isNumber), "the first port, or a port by family"],
  tls: [isTls, "true, or cert and key"],
  tlsCert: [isText, "a file"],
  tlsKey: [isText, "a file"],
  data: [isText, "a folder"],
};

/** A YAML or JSON file; its folders and files are counted from where it lies. */
export function readFile(path: string): FileSettings {
  const written = load(path);
  if (!isObject(written)) throw new Misunderstood(`${path} must hold settings by name.`);
  const settings: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(written)) {
    const setting = settingOf(name);
    if (setting === null) {
      throw new Misunderstood(`${path}: there is no setting "${name}"; there are ${Object.keys(SETTINGS).join(", ")}.`);
    }
    if (Object.hasOwn(settings, setting)) throw new Misunderstood(`${path} says ${setting} twice.`);
    const [check, takes] = SETTINGS[setting];
    const meant = spelledOut(setting, given);
    if (!check(meant)) throw new Misunderstood(`${path}: ${name} takes ${takes}.`);
    settings[setting] = meant;
  }
  return settled(settings, dirname(path));
}

/** A setting by its own name or by the option's. */
function settingOf(name: string): keyof FileSettings | null {
  const own =
    name === "account" ? "accounts" : name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return Object.hasOwn(SETTINGS, own) ? (own as keyof FileSettings) : null;
}

const NUMBERS: readonly string[] = ["seed", "symbols", "speed", "port", "familyPorts"];

/** What a text means that could have been typed; anything else is left as it is. */
function spelledOut(setting: keyof FileSettings, given: unknown): unknown {
  if (setting === "accounts") {
    const each = Array.isArray(given) ? (given as readonly unknown[]) : [given];
    return each.map((one) => (typeof one === "string" ? accountIn(one) : one));
  }
  if (typeof given !== "string") return given;
  if (setting === "venues") return venuesIn(given);
  return NUMBERS.includes(setting) ? numberIn(given) : given;
}

function load(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new Problem(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  if (text.length > FILE_BYTES_MAX) throw new Misunderstood(`${path} is larger than ${FILE_BYTES_MAX} bytes.`);
  try {
    return parse(text, { maxAliasCount: 0 });
  } catch (error) {
    throw new Misunderstood(`${path} is neither YAML nor JSON: ${error instanceof Error ? error.message : ""}`.trim());
  }
}

/** Amounts are texts, and paths are whole. */
function settled(value: Record<string, unknown>, folder: string): FileSettings {
  const { accounts, data, tls, tlsCert, tlsKey, ...rest } = value as FileSettings;
  const texts = (amounts: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(amounts).map(([asset, amount]) => [asset, String(amount)]));
  return {
    ...rest,
    ...(data === undefined ? {} : { data: resolve(folder, data) }),
    ...(tlsCert === undefined ? {} : { tlsCert: resolve(folder, tlsCert) }),
    ...(tlsKey === undefined ? {} : { tlsKey: resolve(folder, tlsKey) }),
    ...(tls === undefined ? {} : { tls: typeof tls === "boolean" ? tls : pathsOf(tls, folder) }),
    ...(accounts === undefined
      ? {}
      : {
          accounts: accounts.map(({ name, spot, futures }) => ({
            name,
            ...(spot === undefined ? {} : { spot: texts(spot) }),
            ...(futures === undefined ? {} : { futures: String(futures) }),
          })),
        }),
  };
}

const pathsOf = ({ cert, key }: { readonly cert: string; readonly key: string }, folder: string) => ({
  cert: resolve(folder, cert),
  key: resolve(folder, key),
});
