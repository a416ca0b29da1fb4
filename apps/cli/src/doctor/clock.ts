import { type Finding, fail, warn, well } from "./finding.ts";

/** Two readings of both clocks a moment apart. */
export type Pace = { readonly wallMs: number; readonly steadyMs: number };

const PACE_MS_MAX = 50;
const OFFSET_WARN_MS = 250;
/** Binance refuses a request from more than a second ahead of its clock, whatever the receive window. */
const OFFSET_FAIL_MS = 1_000;
const SYNCHRONISE = "Keep the clock by NTP: systemd-timesyncd or chrony.";

export function judgePace({ wallMs, steadyMs }: Pace): Finding {
  const apart = Math.round(Math.abs(wallMs - steadyMs));
  return apart > PACE_MS_MAX
    ? warn(
        "clock-pace",
        `The wall clock moved ${apart} ms against the steady one in ${Math.round(steadyMs)} ms.`,
        SYNCHRONISE,
      )
    : well("clock-pace", "The wall clock and the steady clock go alike.");
}

/** `against` says whose clock it was compared with. */
export function judgeOffset(id: string, offsetMs: number, against: string): Finding {
  const text = `This clock is ${Math.abs(Math.round(offsetMs))} ms ${offsetMs > 0 ? "behind" : "ahead of"} that of ${against.replace(/^The /, "the ")}`;
  if (Math.abs(offsetMs) >= OFFSET_FAIL_MS) return fail(id, `${text}: it will refuse orders.`, SYNCHRONISE);
  return Math.abs(offsetMs) >= OFFSET_WARN_MS ? warn(id, `${text}.`, SYNCHRONISE) : well(id, `${text}.`);
}
