import { describe } from "vitest";
import { type Row, specify } from "./specify.ts";

const ROWS: readonly Row[] = [
  [
    "A bad day that may cost too much stops entries, says so once, and lets go when it is over",
    "open",
    `
    = gate open
    risk 4
    = gate open
    risk 12 -> !expected-shortfall
    = gate shut
    risk 13
    = gate shut
    risk 9.9
    = gate open
    risk 11 -> !expected-shortfall
    `,
  ],
  [
    "The limit never stands in the way of closing",
    "open",
    `
    risk 40 -> !expected-shortfall
    close 0 -> intent u1 sell 10 exit, "closing ekabcd1234-0", send u1
    fills u1 10
    ack u1 -> intent d1 buy 10 repair, send d1
    fills d1 10
    ack d1 -> !closed
    = pair 0 closed 0.000989 0
    `,
  ],
  [
    "An answer about a portfolio that has moved on is dropped and counted",
    "open",
    `
    risk 4
    = risk 4.0
    risk 40 1
    = risk 4.0 stale 1
    = gate open
    `,
  ],
  [
    "Workers that cannot answer stop entries at once; the next answer opens them again",
    "open",
    `
    risk 4
    risk-fails
    = risk 4.0 failing
    = gate shut
    risk 4
    = gate open
    `,
  ],
  [
    "A pair too young to be measured is as unknown as a dead worker",
    "open",
    `
    risk-young AAA
    = risk none failing
    = gate shut
    risk 4
    = gate open
    `,
  ],
  [
    "A limit that was reached stands until a measure says otherwise, not until nobody can measure",
    "open",
    `
    risk 12 -> !expected-shortfall
    risk-young AAA
    = risk none failing
    = gate shut
    risk 4
    = gate open
    risk-young AAA
    = gate shut
    `,
  ],
  [
    "With nothing held there is nothing to measure, and the other limits stand alone",
    "ready",
    `
    risk-fails
    wait 16m -> read
    tick BBB -> depth BBB/USDT, depth BBBUSDT
    tick AAA -> depth AAA/USDT, depth AAAUSDT
    wait 0s
    = gate open
    risk 50
    = gate open
    `,
  ],
  [
    "What could not be measured of pairs that are gone says nothing about the next one",
    "open",
    `
    risk-young AAA
    close 0 -> intent u1 sell 10 exit, "closing ekabcd1234-0", send u1
    fills u1 10
    ack u1 -> intent d1 buy 10 repair, send d1
    fills d1 10
    ack d1 -> !closed
    = risk none
    tick BBB
    open BBBUSDT 500 -> "opening ekabcd1234-1", prepare BBBUSDT 2x
    prepared BBBUSDT -> intent 1u0 buy 5.006 enter, send 1u0
    `,
  ],
  [
    "Workers that fail while nothing is held have failed at nothing",
    "ready",
    `
    risk-fails
    = risk none
    open AAAUSDT 500 -> "opening ekabcd1234-0", prepare AAAUSDT 2x
    prepared AAAUSDT -> intent u0 buy 5.006 enter, send u0
    `,
  ],
];

describe("risk numbers", () => {
  specify(ROWS);
});
