import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { createSecureContext } from "node:tls";
import { DEFAULT_SETTINGS, type ExchangeSettings, settingProblem } from "../options.ts";
import type { Identity } from "../tls/certificate.ts";
import { numberOf, type Typed } from "./arguments.ts";
import { type FileSettings, readFile } from "./file.ts";
import { Misunderstood, Problem } from "./problem.ts";
import { accountIn, type GivenAccount, venuesIn } from "./text.ts";

/** The defaults, what a file says over them, and over both what was typed. */
export function readSettings({ values }: Pick<Typed, "values">): ExchangeSettings {
  const file = values.config === undefined ? {} : readFile(values.config);
  const typed = typedSettings(values);
  const settings = { ...file, ...typed };
  const ports = settings.familyPorts;
  // Names are as they were given until the next line has looked at them.
  const exchange = {
    ...DEFAULT_SETTINGS,
    ...pick(settings, "world", "seed", "symbols", "speed", "faults", "port", "accounts"),
    ...(settings.venues === undefined ? {} : { venues: settings.venues }),
    ...(settings.data === undefined ? {} : { dataDirectory: settings.data }),
    tls: tlsOf(values, file),
    ...(typeof ports === "number" ? { familyPortsFrom: ports } : ports === undefined ? {} : { familyPorts: ports }),
  } as ExchangeSettings;
  const problem = settingProblem(exchange) ?? accountsProblem(exchange);
  if (problem !== null) throw new Misunderstood(problem);
  return exchange;
}

function typedSettings(values: Typed["values"]): FileSettings {
  const numbers = (["seed", "symbols", "speed", "port"] as const).flatMap((name) => {
    const given = values[name];
    return given === undefined ? [] : [[name, numberOf(name, given)] as const];
  });
  const first = values["family-ports"];
  return {
    ...Object.fromEntries(numbers),
    ...pick(values, "world", "faults"),
    ...(values.venues === undefined ? {} : { venues: venuesIn(values.venues) }),
    ...(values.data === undefined ? {} : { data: resolve(values.data) }),
    ...(values.account === undefined ? {} : { accounts: values.account.map(readAccount) }),
    ...(first === undefined ? {} : { familyPorts: numberOf("family-ports", first) }),
  };
}

/** Those of the names that have a value. */
function pick<T extends object, N extends keyof T>(from: T, ...names: readonly N[]): Partial<Pick<T, N>> {
  const picked = names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]]);
  return Object.fromEntries(picked) as Partial<Pick<T, N>>;
}

function readAccount(given: string): GivenAccount {
  const account = accountIn(given);
  if (account === null) throw new Misunderstood(`--account takes name=ASSET:amount,…,futures:amount, not "${given}".`);
  return account;
}

function accountsProblem({ accounts }: ExchangeSettings): string | null {
  if (accounts.length === 0) return "An exchange needs an account.";
  const names = accounts.map(({ name }) => name);
  const odd = names.find((name) => !/^[\w-]{1,32}$/.test(name));
  if (odd !== undefined) return `An account's name is 1 to 32 letters, digits, - or _, not "${odd}".`;
  if (new Set(names).size < names.length) return "Two accounts have the same name.";
  return null;
}

function tlsOf(values: Typed["values"], file: FileSettings): ExchangeSettings["tls"] {
  const { "tls-cert": cert, "tls-key": key } = values;
  if (cert !== undefined && key !== undefined) return readIdentity(cert, key);
  if (cert !== undefined || key !== undefined) throw new Misunderstood("--tls-cert and --tls-key go together.");
  if (values.tls === true) return "self-signed";
  if (typeof file.tls === "object") return readIdentity(file.tls.cert, file.tls.key);
  if (file.tlsCert !== undefined && file.tlsKey !== undefined) return readIdentity(file.tlsCert, file.tlsKey);
  if (file.tlsCert !== undefined || file.tlsKey !== undefined)
    throw new Misunderstood("tlsCert and tlsKey go together.");
  return file.tls === true ? "self-signed" : "none";
}

function readIdentity(certFile: string, keyFile: string): Identity {
  const read = (path: string): string => {
    try {
      return readFileSync(path, "utf8");
    } catch (error) {
      throw new Problem(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
    }
  };
  const identity = { cert: read(certFile), key: read(keyFile) };
  try {
    createSecureContext(identity);
  } catch {
    throw new Problem(`${certFile} and ${keyFile} are no certificate and the key that belongs to it, both as PEM.`);
  }
  return identity;
}
