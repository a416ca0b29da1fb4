import { describe } from "vitest";
import { type Row, specify } from "./specify.ts";

const ROWS: readonly Row[] = [
  [
    "I9: FREEZE takes an entry's order back; the lost cancel is no end, the next one is, and what it got stays hedged",
    "resting",
    `
    fills d0 4 @100
    freeze -> !freeze, "frozen: no new risk, open pairs stay guarded", cancel d0
    cancelled d0 lost -> !cancel-failed, query d0
    found d0 open -> intent u0 buy 4.005 hedge, send u0
    = order d0 cancelling
    fills u0 4.005
    ack u0
    wait 600ms -> cancel d0
    cancelled d0 -> query d0
    rests d0 no-more
    found d0 -> !opened
    = pair 0 open 4.000995 -4
    = books agree
    `,
  ],
  [
    "A cancel that finds nothing proves nothing: it had been filled",
    "resting",
    `
    freeze -> !freeze, "frozen: no new risk, open pairs stay guarded", cancel d0
    fills d0 10 @100
    cancelled d0 missed -> query d0
    = order d0 cancelling
    found d0 -> intent u0 buy 10.011 hedge, send u0
    fills u0 10.011
    ack u0 -> !opened
    = pair 0 open 10.000989 -10
    `,
  ],
  [
    "A cancelled order the venue does not know for a moment is unknown, not gone",
    "resting",
    `
    freeze -> !freeze, "frozen: no new risk, open pairs stay guarded", cancel d0
    cancelled d0 missed -> query d0
    found d0 hidden
    = order d0 unknown
    wait 1s -> query d0, cancel d0
    found d0 open
    = order d0 acknowledged
    wait 1s -> query d0
    cancelled d0 -> query d0
    rests d0 no-more
    found d0 -> !closed
    = order d0 expired
    = pair 0 closed 0 0
    `,
  ],
  [
    "I9: FLATTEN takes it back and closes what it got",
    "resting",
    `
    fills d0 4 @100
    flatten -> !flatten, "closing", cancel d0, read
    cancelled d0 -> query d0
    rests d0 no-more
    found d0 -> intent d1 buy 4 repair, send d1
    fills d1 4
    ack d1 -> !closed
    account -> !flat
    = proof flat
    `,
  ],
  [
    "A pair closed while its entry still waits is taken back first: no order of ours meets another",
    "resting",
    `
    close 0 -> "closing ekabcd1234-0", cancel d0
    fills d0 4 @100
    cancelled d0 missed -> query d0
    rests d0 no-more
    found d0 -> intent d1 buy 4 repair, send d1
    fills d1 4
    ack d1 -> !closed
    = pair 0 closed 0 0
    `,
  ],
  [
    "I10: killed while it waits, it is found and taken back before anything else begins; what it got is hedged",
    "resting",
    `
    fills d0 4 @100
    restart
    catalogue -> read
    account
    pulse -> query d0, cancel d0
    = phase reconciling
    cancelled d0 lost -> !cancel-failed, query d0
    found d0 open
    wait 1s -> query d0, read, cancel d0
    cancelled d0 -> query d0
    rests d0 no-more
    found d0
    wait 1s
    account
    facts
    tick AAA
    pulse -> intent u0 buy 4.005 hedge, send u0
    fills u0 4.005
    ack u0 -> !opened
    = phase ready
    = pair 0 open 4.000995 -4
    = books agree
    `,
  ],
  [
    "An order of ours that no books wait for is cancelled, not called somebody else's",
    "open",
    `
    rests u0
    wait 61s -> read
    account -> !orphaned-order, cancel u0, query u0
    = frozen AAA/USDT no
    cancelled u0
    `,
  ],
  [
    "What a waiting order got while an account is read is no difference",
    "resting",
    `
    streams up -> read
    fills d0 4 @100
    account -> intent u0 buy 4.005 hedge, send u0
    = live 0 acknowledged sending
    = reconciled yes
    = books agree
    `,
  ],
];

describe("what waits is taken back", () => {
  specify(ROWS);
});
