import { describe } from "vitest";
import { type Row, specify } from "./specify.ts";

/** RSK-7, DFT-5: what everything is counted in leaves the dollar. Prices are of USDC and FDUSD, in USDT. */
const ROWS: readonly Row[] = [
  [
    "DFT-5 USDT 0.6 % below the dollar takes no entries at once, freezes after five minutes, and open pairs stay",
    "open",
    `
    = gate open
    dollars 1.006 1.007
    pulse
    = gate shut
    open BBBUSDT 500 -> "denied: peg-off"
    wait 4m -> read
    = kill run
    wait 61s -> !depeg, !freeze, read
    = kill freeze
    = pair 0 open 10.000989 -10
    `,
  ],
  [
    "DFT-5 USDT that is back within five minutes freezes nothing and lets entries in again",
    "open",
    `
    dollars 1.006 1.007
    wait 4m -> read
    dollars 1.004 1.004
    wait 4m -> read
    dollars 1.006 1.007
    wait 4m -> read
    = kill run
    dollars 1 1
    pulse
    = gate open
    `,
  ],
  [
    "DFT-5 more than 2 % below, seen twice, closes every pair and stays so until a person resumes",
    "open",
    `
    dollars 1.03 1.04
    = kill run
    wait 11s -> !depeg, !reduce, intent u1 sell 10 exit, read, send u1
    = kill reduce
    dollars 1 1
    pulse
    = kill reduce
    `,
  ],
  [
    "RSK-7 USDC that falls alone is not USDT that rises: nothing is closed, frozen or kept out",
    "open",
    `
    dollars 0.88 1
    wait 6m -> read
    = kill run
    = gate open
    `,
  ],
  [
    "RSK-7 one coin alone off, or nobody heard for a minute, keeps new risk out, says no alarm and closes nothing",
    "open",
    `
    dollars 0.88 -
    wait 61s -> read
    open BBBUSDT 500 -> "denied: peg-unclear"
    wait 6m -> read
    = kill run
    dollars - -
    wait 61s -> read
    open BBBUSDT 500 -> "denied: peg-unknown"
    close 0 -> intent u1 sell 10 exit, "closing ekabcd1234-0", send u1
    `,
  ],
  [
    "RSK-7 what a person resumes stays resumed while USDT is still off, without new risk, until it was back",
    "ready",
    `
    dollars 1.006 1.007
    wait 301s -> !depeg, !freeze, read
    resume -> !resume, "running"
    wait 10m -> read
    = kill run
    = gate shut
    dollars 1 1
    dollars 1.006 1.006
    wait 301s -> !depeg, !freeze, read
    `,
  ],
];

describe("depeg", () => {
  specify(ROWS);
});
