import { describe } from "vitest";
import { type Row, specify } from "./specify.ts";

/** I9: FREEZE at once, REDUCE pairs together, FLATTEN until the venue itself says flat. All of them survive a restart. */
const ROWS: readonly Row[] = [
  [
    "I9 FREEZE is in force with its own event: an entry stored but not sent yet is withheld, no other begins",
    "ready",
    `
    by-hand
    tick AAA -> prepare AAAUSDT 2x
    prepared AAAUSDT -> intent u0 buy 10.011 enter
    freeze -> !freeze, "frozen: no new risk, open pairs stay guarded"
    stored -> !closed
    = order u0 abandoned
    = pair 0 closed 0 0
    tick BBB
    open BBBUSDT 500 -> "denied: kill-level"
    `,
  ],
  [
    "I9 FLATTEN with the venue down says NOT FLAT after thirty seconds and again, tries on, and is flat when it answers",
    "open",
    `
    flatten -> !flatten, intent u1 sell 10 exit, "closing", read, send u1
    lost u1 -> !order-unknown, query u1
    account-fails
    wait 10s -> query u1, read
    account-fails
    unanswered u1
    wait 10s -> query u1, read
    account-fails -> !breaker
    unanswered u1
    wait 11s -> !not-flat, query u1, read
    = proof none
    = left sim: 10.000989 AAA long in AAA/USDT, 10 AAA short in AAAUSDT, has not answered since
    account-fails
    wait 60s -> query u1, read
    wait 10m -> !not-flat, query u1, read
    found u1 hidden
    account -> !breaker-closed
    wait 1s -> query u1
    found u1 hidden
    wait 1s -> query u1
    found u1 hidden
    wait 1s -> query u1, read
    account
    tick AAA
    wait 1s -> intent u2 sell 10 exit, send u2
    fills u2 10
    ack u2 -> intent d1 buy 10 repair, send d1
    fills d1 10
    ack d1 -> !closed
    pulse -> read
    account -> !flat
    = proof flat
    `,
  ],
  [
    "I9 FLATTEN survives a restart, waits for no market data, and is called out thirty seconds into the new life too",
    "open",
    `
    flatten -> !flatten, intent u1 sell 10 exit, "closing", read, send u1
    restart
    = kill flatten
    catalogue -> read
    account
    wait 11s -> query u1, read
    found u1 hidden
    account
    wait 1s -> query u1, read
    found u1 hidden
    account
    wait 1s -> query u1, read
    found u1 hidden
    account
    wait 1s -> query u1, read
    account
    wait 17s -> !no-price, !no-price, !not-flat, read, depth AAA/USDT, depth AAAUSDT
    = left sim: 10.000989 AAA long in AAA/USDT, 10 AAA short in AAAUSDT
    facts
    tick AAA
    pulse -> intent u2 sell 10 exit, send u2
    fills u2 10
    ack u2 -> intent d1 buy 10 repair, send d1
    fills d1 10
    ack d1 -> !closed
    account -> !flat
    = proof flat
    = kill flatten
    tick AAA
    = gate shut
    resume -> !resume, "running"
    = kill run
    `,
  ],
  [
    "Flat is not what was read before it was asked for",
    "ready",
    `
    flatten -> !flatten, "closing", read
    = proof none
    account -> !flat
    = proof flat
    `,
  ],
  [
    "A position that comes after flat was said is not flat",
    "ready",
    `
    flatten -> !flatten, "closing", read
    account -> !flat
    = proof flat
    foreign BBBUSDT sell 1
    wait 61s -> read
    account
    = proof not-flat
    = left sim: a position of -1 in BBBUSDT that is not ours
    pulse -> !not-flat
    `,
  ],
];

describe("kill levels", () => {
  specify(ROWS);
});
