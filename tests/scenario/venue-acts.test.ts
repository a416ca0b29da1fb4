import { describe } from "vitest";
import { type Row, specify } from "./specify.ts";

const ROWS: readonly Row[] = [
  [
    "RSK-7 auto-deleveraged: it took part of the short, the coin follows it down, never the short up; frozen across a restart",
    "open",
    `
    foreign AAAUSDT buy 4 adl_autoclose
    wait 61s -> read
    account -> !auto-deleveraged, intent u1 sell 4 repair, send u1
    fills u1 4
    ack u1
    = pair 0 open 6.000989 -6
    = frozen AAAUSDT auto-deleveraged
    restart
    = frozen AAAUSDT auto-deleveraged
    `,
  ],
  [
    "RSK-7 liquidated: it took all of the short, the coin goes at once",
    "open",
    `
    foreign AAAUSDT buy 10 autoclose-1
    wait 61s -> read
    account -> !liquidated, intent u1 sell 10 repair, send u1
    fills u1 10
    ack u1 -> !closed
    = pair 0 closed 0.000989 0
    `,
  ],
  [
    "RSK-7 auto-deleveraged: the stream's word is enough, the sibling leg goes within the same step",
    "open",
    `
    foreign AAAUSDT buy 4 adl_autoclose
    stream-foreign -> !auto-deleveraged, intent u1 sell 4 repair, send u1
    fills u1 4
    ack u1
    wait 61s -> read
    account
    = pair 0 open 6.000989 -6
    = books agree
    `,
  ],
  [
    "RSK-7 auto-deleveraged: while an order of ours has no name yet, what the venue did is still not taken for it",
    "open",
    `
    close 0 -> intent u1 sell 10 exit, "closing ekabcd1234-0", send u1
    fills u1 10
    ack u1 -> intent d1 buy 10 repair, send d1
    foreign AAAUSDT buy 4 adl_autoclose
    stream-foreign -> !auto-deleveraged
    = pair 0 closing 0.000989 -6
    `,
  ],
  [
    "RSK-7 venue-settled: the contract ended under us, the coin is sold",
    "open",
    `
    foreign AAAUSDT buy 10 settlement_autoclose-7
    stream-foreign -> !venue-settled, intent u1 sell 10 repair, send u1
    fills u1 10
    ack u1 -> !closed
    = frozen AAAUSDT venue-settled
    `,
  ],
];

describe("what the venue does by itself", () => {
  specify(ROWS);
});
