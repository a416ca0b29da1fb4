import type { VenueFailure } from "@evenkeel/core/events";
import type { InstrumentIndex } from "@evenkeel/core/ids";
import type { Clock, InstrumentDirectory } from "@evenkeel/core/ports";
import { err, ok, type Result, type VenueTimeMs, venueTime, type WallTimeMs } from "@evenkeel/core/units";
import { LINE_CUT, type Listed, refusalOf } from "./translate.ts";
import type { Body, SecondWire } from "./wire.ts";

export type SecondVenueOptions = {
  readonly wire: SecondWire;
  readonly directory: InstrumentDirectory;
  readonly clock: Clock;
  readonly password: string;
};

export type Session = {
  readonly options: SecondVenueOptions;
  listed: readonly Listed[];
  venueNow: VenueTimeMs;
  isUp: boolean;
};

export const createSession = (options: SecondVenueOptions): Session => ({
  options,
  listed: [],
  venueNow: venueTime(0),
  isUp: false,
});

export const stamp = (session: Session): { venueTimeMs: VenueTimeMs; receivedAtMs: WallTimeMs } => ({
  venueTimeMs: session.venueNow,
  receivedAtMs: session.options.clock.nowMs(),
});

export function marketNamed(session: Session, name: string | undefined): Listed {
  const found = session.listed.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no market ${name} at the second venue`);
  return found;
}

export function marketAt(session: Session, index: InstrumentIndex): Listed {
  const found = session.listed.find(({ instrument }) => instrument.index === index);
  if (found === undefined) throw new Error(`no market ${index} at the second venue`);
  return found;
}

type Envelope = { readonly retCode: string; readonly retMsg: string; readonly result: unknown };

/** Every answer is a success on the wire; the code inside decides. */
export async function call(session: Session, path: string, body: Body): Promise<Result<unknown, VenueFailure>> {
  const { wire, password } = session.options;
  const raw = await wire.call(path, body, password).catch(() => null);
  if (raw === null) return err(LINE_CUT);
  const { retCode, retMsg, result } = JSON.parse(raw) as Envelope;
  if (retCode === "OK") return ok(result);
  const wait = (result as { readonly waitSeconds?: number } | null)?.waitSeconds;
  return err(refusalOf(retCode, retMsg, wait === undefined ? null : wait * 1_000));
}
