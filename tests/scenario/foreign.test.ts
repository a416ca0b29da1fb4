import { describe } from "vitest";
import { type Row, specify } from "./specify.ts";

const ROWS: readonly Row[] = [
  [
    "A foreign trade on a market of ours: booked, frozen, called out",
    "open",
    `
    foreign AAAUSDT sell 1
    wait 61s -> read
    account -> !foreign-fill
    = frozen AAAUSDT foreign-fill
    = books agree
    restart
    = frozen AAAUSDT foreign-fill
    catalogue -> read
    account
    resume -> !resume, "running"
    = frozen AAAUSDT no
    `,
  ],
  [
    "What a foreign trade froze stays frozen when the books have differed since and agree again",
    "open",
    `
    foreign BBB/USDT buy 0.1
    stream-foreign -> !foreign-fill
    drift spot/USDT 5
    wait 61s -> read
    account
    wait 1s -> read
    account
    wait 60s -> read
    account -> !unexplained
    drift spot/USDT -5
    wait 1s -> read
    account
    = reconciled yes
    = frozen BBB/USDT foreign-fill
    `,
  ],
  [
    "A foreign trade missed by the stream is read although one of ours came after it",
    "open",
    `
    foreign AAA/USDT sell 0.5
    close 0 -> intent u1 sell 10 exit, "closing ekabcd1234-0", send u1
    fills u1 9.5
    stream u1
    wait 61s -> !unhedged, read
    account -> !foreign-fill
    = books agree
    `,
  ],
  [
    "foreign-order: somebody else's order freezes its market at once, nothing else, is left alone, and frees it when it goes",
    "ready",
    `
    foreign-order AAAUSDT
    wait 61s -> read
    account -> !foreign-order
    = frozen AAAUSDT foreign-order
    = reconciled yes
    wait 61s -> read
    account
    tick AAA -> depth AAA/USDT, depth AAAUSDT
    open AAAUSDT 500 -> "denied: symbol-frozen"
    tick BBB -> depth BBB/USDT, depth BBBUSDT
    open BBBUSDT 500 -> "opening ekabcd1234-0", prepare BBBUSDT 2x
    foreign-order-gone
    wait 61s -> read
    account
    = frozen AAAUSDT no
    `,
  ],
  [
    "foreign-order: at start one that stays halts for review",
    "reconciling",
    `
    foreign-order AAAUSDT
    account -> !foreign-order
    wait 1s -> read
    account
    wait 1s -> read
    account -> !halted
    = halted yes
    `,
  ],
];

describe("what somebody else does on the account", () => {
  specify(ROWS);
});
