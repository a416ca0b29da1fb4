import { FAULT_NAMES, FAULTS, isFaultName, isMixName, MIX_NAMES, MIXES } from "@evenkeel/exchange-sim";
import { COUNT_MAX, type Wish } from "../fault/begin.ts";
import type { FaultDesk } from "../fault/desk.ts";
import type { Station } from "../station.ts";
import type { ControlAccount } from "./control-account.ts";
import { type ControlReply, problem } from "./control-reply.ts";

const SECONDS_MAX = 86_400;

/** Every fault and its rates, for machines. */
export const faultRows = () =>
  FAULT_NAMES.map((name) => ({
    name,
    ...FAULTS[name],
    calm: MIXES.calm[name],
    normal: MIXES.normal[name],
    storm: MIXES.storm[name],
  }));

export const listFaults = (): ControlReply => ({ status: 200, body: faultRows() });

export function injectFault(
  desk: FaultDesk,
  station: Station,
  accounts: readonly ControlAccount[],
  input: Record<string, unknown>,
): ControlReply {
  const { name, ...rest } = input;
  if (!isFaultName(name)) return problem("name must be one of those GET /control/faults lists.");
  const wish = readWish(rest);
  if (typeof wish === "string") return problem(wish);
  const account = wish.account === null ? null : ownerOf(station, accounts, wish.account);
  if (account === undefined) {
    const names = accounts.filter(({ venue }) => venue === station.name).map((each) => each.name);
    return problem(`There is no account "${wish.account}" at ${station.name}; there are ${names.join(", ")}.`);
  }
  const begun = desk.inject(name, station, { ...wish, account });
  if (!begun.ok) return problem(begun.problem, 409);
  return { status: 200, body: { name, venue: station.name, says: begun.says } };
}

/** The key a venue knows an account by; people know it by its name or by any of its keys. */
const ownerOf = (station: Station, accounts: readonly ControlAccount[], said: string): string | undefined =>
  accounts.find(({ venue, name }) => venue === station.name && name === said)?.key ??
  station.wire.keys.get(said)?.account;

/** What was wished, or one sentence about what is wrong with it. */
function readWish({ seconds, count, account, symbol, ...unknown }: Record<string, unknown>): Wish | string {
  const [stranger] = Object.keys(unknown);
  if (stranger !== undefined) return `A fault takes seconds, count, account and symbol, not ${stranger}.`;
  const whole = (value: unknown, most: number): value is number | undefined =>
    value === undefined || (typeof value === "number" && Number.isSafeInteger(value) && value > 0 && value <= most);
  if (!whole(seconds, SECONDS_MAX)) return `seconds must be a whole number from 1 to ${SECONDS_MAX}.`;
  if (!whole(count, COUNT_MAX)) return `count must be a whole number from 1 to ${COUNT_MAX}.`;
  if (account !== undefined && typeof account !== "string") return "account must be a text.";
  if (symbol !== undefined && typeof symbol !== "string") return "symbol must be a text.";
  return { seconds: seconds ?? null, count: count ?? 1, account: account ?? null, symbol: symbol ?? null };
}

export function setFaultMix(desk: FaultDesk, { mix }: Record<string, unknown>): ControlReply {
  if (!isMixName(mix)) return problem(`mix must be ${MIX_NAMES.join(", ")}.`);
  desk.setMix(mix);
  return { status: 200, body: { mix } };
}
