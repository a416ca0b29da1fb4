import { describe } from "vitest";
import { type Row, specify } from "./specify.ts";

/** The short's liquidation at 130 and the price at 114: 14 % away. */
const NEAR = `
    liquidation 130
    wait 61s -> read
    account
    tick AAA
    pulse
    price AAA 114
    tick AAA`;

const ROWS: readonly Row[] = [
  [
    "DFT-5, I14 shrinking: both legs shrink by a quarter, settlement or not, and rest until the venue says how far away it is now",
    "open",
    `
    ${NEAR}
    near 10s
    pulse -> !liquidation-near, !shrinking, intent u1 sell 2.5 exit, send u1
    fills u1 2.5
    ack u1 -> intent d1 buy 2.49 repair, send d1
    fills d1 2.49
    ack d1 -> read
    = pair 0 open 7.500989 -7.51
    tick AAA
    pulse
    liquidation 160
    account
    tick AAA
    pulse
    = pair 0 open 7.500989 -7.51
    = books agree
    `,
  ],
  [
    "I14: while the coin's venue wants to be left alone the short goes down first, as far as both are to go, and the coin follows",
    "open",
    `
    ${NEAR}
    pulse -> !liquidation-near, !shrinking, intent u1 sell 2.5 exit, send u1
    limited u1 -1003 60000 -> !rate-limited, !order-rejected, intent d1 buy 2.49 exit, send d1
    fills d1 2.49
    ack d1
    = pair 0 shrinking 10.000989 -7.51
    pulse
    trade AAA 61s -> !unhedged, intent u2 sell 2.49 repair, read, send u2
    fills u2 2.49
    ack u2
    `,
  ],
  [
    "I14: while nobody tells what became of the coin's order the short goes down no further than it is to go anyway",
    "open",
    `
    ${NEAR}
    pulse -> !liquidation-near, !shrinking, intent u1 sell 2.5 exit, send u1
    lost u1 -> !order-unknown, query u1
    pulse -> intent d1 buy 2.49 exit, send d1
    fills d1 2.49
    ack d1
    found u1 hidden
    = pair 0 shrinking 10.000989 -7.51
    fills u1 2.5
    found u1 -> read
    = pair 0 open 7.500989 -7.51
    `,
  ],
  [
    "A hedged pair that is left by choice waits with both legs while one venue wants to be left alone",
    "open",
    `
    close 0 -> intent u1 sell 10 exit, "closing ekabcd1234-0", send u1
    limited u1 -1003 60000 -> !rate-limited, !order-rejected
    trade AAA 30s
    = pair 0 closing 10.000989 -10
    `,
  ],
  [
    "DFT-5, I14 shrinking: step by step while it stays near and nothing is free, never one leg alone, and whole when a step is too small to trade",
    "open",
    `
    binds futures 3600
    binds spot 9000
    ${NEAR}
    pulse -> !liquidation-near, !shrinking, intent u1 sell 2.5 exit, send u1
    fills u1 2.5
    ack u1 -> intent d1 buy 2.49 repair, send d1
    = pair 0 shrinking 7.500989 -10
    fills d1 2
    ack d1 -> intent d2 buy 0.49 repair, send d2
    fills d2 0.49
    ack d2 -> read
    account
    tick AAA
    pulse -> !margin-needed, !shrinking, intent u2 sell 1.875 exit, send u2
    ack u2
    wait 600ms -> intent u3 sell 1.875 exit, send u3
    fills u3 1.875
    ack u3 -> intent d3 buy 1.88 repair, send d3
    fills d3 1.88
    ack d3 -> read
    = pair 0 open 5.625989 -5.63
    `,
  ],
  [
    "DFT-5 less of an isolated position is liquidated where it was: what the step freed is put behind what is left before the next one",
    "open",
    `
    binds futures 3480
    binds spot 9000
    ${NEAR}
    pulse -> !liquidation-near, !shrinking, intent u1 sell 2.5 exit, send u1
    fills u1 2.5
    ack u1 -> intent d1 buy 2.49 repair, send d1
    fills d1 2.49
    ack d1 -> read
    binds futures 3360
    account
    tick AAA
    pulse -> !margin-needed, move 104.44 futures > AAAUSDT
    pulse
    moved -> !transferred, read
    binds futures 3464
    liquidation 143.7
    account
    tick AAA
    pulse
    = pair 0 open 7.500989 -7.51
    `,
  ],
  [
    "DFT-5 what nobody knows the fate of is not waited for: the next step comes all the same",
    "open",
    `
    ${NEAR}
    pulse -> !liquidation-near, !shrinking, intent u1 sell 2.5 exit, send u1
    fills u1 2.5
    ack u1 -> intent d1 buy 2.49 repair, send d1
    fills d1 2.49
    ack d1 -> read
    account
    tick AAA
    pulse -> move 138.05 futures > AAAUSDT
    move-lost -> !transfer-unknown, read
    account
    tick AAA
    pulse -> !shrinking, intent u2 sell 1.875 exit, send u2
    `,
  ],
  [
    "I14 a step's own read is waited for no longer than three seconds: exits wait for no budget, and take one step after another blindly",
    "open",
    `
    ${NEAR}
    pulse -> !liquidation-near, !shrinking, intent u1 sell 2.5 exit, send u1
    fills u1 2.5
    ack u1 -> intent d1 buy 2.49 repair, send d1
    fills d1 2.49
    ack d1 -> read
    account-fails
    tick AAA
    wait 2s -> read
    account-fails
    tick AAA
    wait 1s -> !shrinking, intent u2 sell 1.875 exit, send u2
    fills u2 1.875
    ack u2 -> intent d2 buy 1.88 repair, send d2
    fills d2 1.88
    ack d2
    tick AAA
    pulse -> read
    = pair 0 open 5.625989 -5.63
    `,
  ],
  [
    "DFT-5 at half of the floor no step is small enough: both legs are closed",
    "open",
    `
    liquidation 130
    wait 61s -> read
    account
    tick AAA
    pulse
    price AAA 122
    tick AAA
    pulse -> !liquidation-near, intent u1 sell 10 exit, send u1
    = reason 0 liquidation 6.6 % away
    `,
  ],
  [
    "I14 the stream of marks fell silent: the venue's own mark of the position is what counts, and it is asked for often",
    "open",
    `
    liquidation 130
    wait 61s -> read
    account
    pulse
    venue-mark 114
    wait 11s -> read
    account
    pulse -> !daily-loss, !liquidation-near, !shrinking, intent u1 sell 2.5 exit, send u1
    `,
  ],
  [
    "DFT-5 while a leg shrinks nothing else is entered, and REDUCE goes before it",
    "open",
    `
    ${NEAR}
    pulse -> !liquidation-near, !shrinking, intent u1 sell 2.5 exit, send u1
    = gate shut
    reduce -> !reduce, "closing", read
    fills u1 2.5
    ack u1 -> intent d1 buy 2.49 repair, send d1
    fills d1 2.49
    ack d1 -> intent u2 sell 7.5 exit, send u2
    `,
  ],
  [
    "no-price: a close without any price asks for the book, says so, and goes when the venue has told it",
    "open",
    `
    restart
    catalogue -> read
    account
    wait 11s -> read
    close 0 -> !no-price, !no-price, "closing ekabcd1234-0", depth AAA/USDT, depth AAAUSDT
    depth AAA spot
    pulse -> intent u1 sell 10 exit, send u1
    = limit u1 99.5
    `,
  ],
];

describe("margin", () => {
  specify(ROWS);
});
