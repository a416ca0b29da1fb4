import { describe } from "vitest";
import { type Row, specify } from "./specify.ts";

const ENTERED = `
    drill sim -> "drilling ekabcd1234-0", prepare AAAUSDT 2x
    prepared AAAUSDT -> intent u0 buy 1.202 enter, send u0
    fills u0 1.202
    ack u0 -> intent d0 sell 1.2 hedge, send d0
    fills d0 1.2
    ack d0 -> !opened`;

const LEAVING = `${ENTERED}
    wait 1s -> read
    account
    pulse -> !flatten, intent u1 sell 1.2 exit, read, send u1`;

const FLAT = `
    fills u1 1.2
    ack u1 -> intent d1 buy 1.2 repair, send d1
    fills d1 1.2
    ack d1 -> !closed
    wait 1s
    account -> !flat
    pulse -> !drill`;

const ROWS: readonly Row[] = [
  [
    "The smallest pair in, FLATTEN, flat by the venue's word; then frozen until a person resumes",
    "ready",
    `${ENTERED}
    pulse
    = drill entering
    wait 1s -> read
    account
    pulse -> !flatten, intent u1 sell 1.2 exit, read, send u1
    = drill leaving
    ${FLAT}
    = drill entry region permissions modes fees flat books
    = kill freeze
    = proof none
    = books agree
    drill sim -> "denied: kill-level"
    resume -> !resume, "running"
    `,
  ],
  [
    "A venue that puts the whole wallet behind the short fails it, and is left all the same",
    "ready",
    `
    margin 10 cross
    ${LEAVING.replace("account", "account -> !margin-drift")}
    ${FLAT}
    = drill entry region permissions !modes fees flat books
    = kill freeze
    `,
  ],
  [
    "A venue that refuses the region is named by what it said",
    "ready",
    `
    drill sim -> "drilling ekabcd1234-0", prepare AAAUSDT 2x
    prepared AAAUSDT -> intent u0 buy 1.202 enter, send u0
    refuse u0 http-451 -> !order-rejected
    wait 3s -> !closed, !flatten, read
    = drill leaving
    account -> !flat
    pulse -> !drill
    = drill !entry !region permissions fees flat books
    = kill freeze
    `,
  ],
  [
    "What is not flat within thirty seconds fails it, and FLATTEN goes on",
    "ready",
    `${LEAVING}
    wait 31s -> !not-flat, !drill, read
    = drill entry region permissions modes fees !flat books
    = kill flatten
    `,
  ],
  [
    "A person who turns the switch meanwhile ends it; the pair is theirs",
    "ready",
    `${ENTERED}
    freeze -> !freeze, "frozen: no new risk, open pairs stay guarded"
    pulse -> !drill
    = drill region permissions fees !flat books
    = kill freeze
    = pair 0 open 1.200798 -1.2
    `,
  ],
  [
    "A restart goes on with it",
    "ready",
    `${LEAVING}
    fills u1 1.2
    restart
    = drill leaving
    catalogue -> read
    account -> depth AAA/USDT, depth AAAUSDT
    tick AAA
    found u1 -> intent d1 buy 1.2 repair, send d1
    pulse
    fills d1 1.2
    ack d1 -> !closed
    wait 2s -> read
    account -> !flat
    pulse -> !drill
    = drill entry region permissions modes fees flat books
    `,
  ],
  [
    "Nothing may be open, one at a time, at a venue that is ours",
    "open",
    `
    drill elsewhere -> "refused: no-such-venue"
    drill sim -> "refused: pairs-open; the drill's"
    `,
  ],
  [
    "With real money nothing of size is entered before it was passed",
    "nothing",
    `
    live
    start
    catalogue -> read
    account
    facts
    pulse
    tick BBB -> depth BBB/USDT, depth BBBUSDT
    tick AAA -> depth AAA/USDT, depth AAAUSDT
    depth BBB spot
    depth AAA spot
    pulse
    tick AAA
    = denied AAA undrilled
    open AAAUSDT 110 -> "opening ekabcd1234-0", prepare AAAUSDT 2x
    `,
  ],
];

describe("OPS-13: the go-live drill", () => {
  specify(ROWS);
});
