import { describe } from "vitest";
import { type Row, specify } from "./specify.ts";

const ROWS: readonly Row[] = [
  [
    "A closed pair takes the leading leg first and the other one after it; dust stays in the books",
    "open",
    `
    close 0 -> intent u1 sell 10 exit, "closing ekabcd1234-0", send u1
    fills u1 10
    ack u1 -> intent d1 buy 10 repair, send d1
    fills d1 10
    ack d1 -> !closed
    = pair 0 closed 0.000989 0
    wait 61s -> read
    account
    = books agree
    `,
  ],
  [
    "Closing twice is closing once",
    "open",
    `
    close 0 c-1 -> intent u1 sell 10 exit, "closing ekabcd1234-0", send u1
    close 0 c-1
    close 0 c-2 -> "closing ekabcd1234-0"
    `,
  ],
  [
    "REDUCE closes both legs; flat is said only when the venue says so",
    "open",
    `
    reduce -> !reduce, intent u1 sell 10 exit, "closing", read, send u1
    fills u1 10
    ack u1 -> intent d1 buy 10 repair, send d1
    fills d1 10
    ack d1 -> !closed
    = proof none
    account -> !flat
    = proof flat
    = books agree
    `,
  ],
  [
    "FLATTEN under partial fills: not flat until nothing tradable is left",
    "open",
    `
    flatten -> !flatten, intent u1 sell 10 exit, "closing", read, send u1
    fills u1 4
    ack u1 -> intent d1 buy 3.99 repair, send d1
    account
    = proof not-flat
    fills d1 3.99
    ack d1 -> intent u2 sell 6 exit, send u2
    fills u2 6
    ack u2 -> intent d2 buy 6.01 repair, send d2
    fills d2 6.01
    ack d2 -> !closed
    = pair 0 closed 0.000989 0
    wait 1s -> read
    account -> !flat
    = proof flat
    `,
  ],
  [
    "A rest below the venue's minimum is dust: its hedge still goes, and nobody orders in circles",
    "open",
    `
    close 0 -> intent u1 sell 10 exit, "closing ekabcd1234-0", send u1
    fills u1 9.97
    ack u1 -> intent d1 buy 10 repair, send d1
    fills d1 9.97
    ack d1 -> intent d2 buy 0.03 exit, send d2
    fills d2 0.03
    ack d2 -> !closed
    = pair 0 closed 0.030989 0
    wait 5s
    `,
  ],
  [
    "An exit that misses widens its cap each time and pauses longer",
    "open",
    `
    close 0 -> intent u1 sell 10 exit, "closing ekabcd1234-0", send u1
    ack u1
    wait 600ms -> intent u2 sell 10 exit, send u2
    = limit u1 99.5
    = limit u2 99
    ack u2
    wait 1100ms -> intent u3 sell 10 exit, send u3
    = limit u3 98.5
    refuse u3 -1013 -> !order-rejected
    wait 2100ms -> intent u4 sell 10 exit, depth AAA/USDT, send u4
    = limit u4 98.5
    `,
  ],
  [
    "The reply to an exit is lost: the other leg waits until its fate is known",
    "open",
    `
    close 0 -> intent u1 sell 10 exit, "closing ekabcd1234-0", send u1
    fills u1 10
    lost u1 -> !order-unknown, query u1
    wait 1s -> query u1
    found u1 -> intent d1 buy 10 repair, send d1
    `,
  ],
  [
    "No limit blocks an exit: frozen, books in disagreement, key without trade rights shown, data stale and crossed",
    "open",
    `
    permissions may-move-funds-out
    drift spot/USDT -400
    freeze -> !freeze, "frozen: no new risk, open pairs stay guarded"
    top AAA/USDT 101 99
    = quarantine AAA/USDT crossed
    wait 61s -> read
    account -> !permissions
    wait 30s -> read
    close 0 -> intent u1 sell 10 exit, "closing ekabcd1234-0", send u1
    fills u1 10
    ack u1 -> intent d1 buy 10 repair, send d1
    `,
  ],
  [
    "A loss limit freezes by itself and leaves the pair guarded",
    "open",
    `
    income other AAAUSDT -200
    wait 61s -> read
    account
    pulse -> !daily-loss
    = kill freeze
    = pair 0 open 10.000989 -10
    `,
  ],
  [
    "A rate that flips sign does not end a pair; a week of it does",
    "open",
    `
    settle AAA 2 -0.0005
    tick AAA
    pulse -> read
    = pair 0 open 10.000989 -10
    settle AAA 6 -0.0005
    tick AAA
    pulse -> intent u1 sell 10 exit, read, send u1
    = reason 0 carry ended: 7-day mean -49.5 %, holding -46 bps against 23 bps of cash
    `,
  ],
  [
    "The carry that ended waits for the settlement to pass",
    "open",
    `
    settle AAA 8 -0.0005
    near 30s
    tick AAA
    pulse -> read
    wait 95s -> read
    account
    tick AAA
    pulse -> intent u1 sell 10 exit, send u1
    `,
  ],
  [
    "After an exit the coin rests for a day",
    "open",
    `
    close 0 -> intent u1 sell 10 exit, "closing ekabcd1234-0", send u1
    fills u1 10
    ack u1 -> intent d1 buy 10 repair, send d1
    fills d1 10
    ack d1 -> !closed
    wait 61s -> read
    account
    tick AAA
    depth AAA spot
    pulse
    tick AAA
    = verdict AAA cooldown
    open AAAUSDT 500 -> "denied: cooldown"
    `,
  ],
  [
    "Somebody sold the coin by hand: the naked short is bought back",
    "open",
    `
    foreign AAA/USDT sell 10
    wait 61s -> read
    account -> !foreign-fill, intent d1 buy 10 repair, send d1
    fills d1 10
    ack d1 -> !closed
    = pair 0 closed 0.000989 0
    wait 61s -> read
    account
    = books agree
    `,
  ],
  [
    "FLATTEN with a stranger's position and order on the account: not flat while the venue shows them",
    "open",
    `
    flatten -> !flatten, intent u1 sell 10 exit, "closing", read, send u1
    fills u1 10
    ack u1 -> intent d1 buy 10 repair, send d1
    fills d1 10
    ack d1 -> !closed
    foreign BBBUSDT sell 1
    foreign-order AAAUSDT
    = pair 0 closed 0.000989 0
    account -> !foreign-order, cancel AAAUSDT
    = proof not-flat
    foreign-order-gone
    wait 1s -> read
    account
    = proof not-flat
    foreign BBBUSDT buy 1
    wait 1s -> read
    account -> !flat
    = proof flat
    `,
  ],
  [
    "Misses on the way in do not widen the first cap on the way out",
    "opening",
    `
    fills u0 4
    ack u0 -> intent d0 sell 3.99 hedge, send d0
    fills d0 3.99
    ack d0 -> intent u1 buy 6.011 enter, send u1
    ack u1
    wait 600ms -> intent u2 buy 6.011 enter, send u2
    ack u2
    wait 1100ms -> intent u3 buy 6.011 enter, send u3
    ack u3 -> !opened
    close 0 -> intent u4 sell 3.996 exit, "closing ekabcd1234-0", send u4
    = limit u4 99.5
    `,
  ],
];

describe("exit", () => {
  specify(ROWS);
});
