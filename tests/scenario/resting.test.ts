import { describe } from "vitest";
import { type Row, specify } from "./specify.ts";

const ENTRY: readonly Row[] = [
  [
    "EXE-2: the first order waits in the middle where a maker pays less; every part it gets is hedged at once, by an order that takes",
    "ready",
    `
    depth AAA perpetual
    tick AAA -> prepare AAAUSDT 2x
    prepared AAAUSDT -> intent d0 sell 10 enter resting 100, send d0
    rests d0
    ack d0 open
    = live 0 acknowledged
    fills d0 4 @100
    stream d0 -> intent u0 buy 4.005 hedge, send u0
    fills u0 4.005
    ack u0
    = pair 0 opening 4.000995 -4
    fills d0 6 @100
    rests d0 no-more
    stream d0 1 -> intent u1 buy 6.006 hedge, send u1
    fills u1 6.006
    ack u1 -> !opened
    = pair 0 open 10.000989 -10
    = books agree
    `,
  ],
  [
    "An order proven absent that trades after all is one of unknown fate again: asked about, and taken back with what is left of it",
    "ready",
    `
    depth AAA perpetual
    tick AAA -> prepare AAAUSDT 2x
    prepared AAAUSDT -> intent d0 sell 10 enter resting 100, send d0
    lost d0 -> !order-unknown, query d0
    wait 11s -> query d0, cancel d0
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    wait 1s -> query d0, read
    account
    = order d0 absent
    rests d0
    fills d0 4 @100
    stream d0 -> !order-unknown, intent u0 buy 4.005 hedge, query d0, send u0
    = order d0 unknown
    fills u0 4.005
    ack u0
    found d0 open
    = order d0 acknowledged
    pulse -> cancel d0
    `,
  ],
  [
    "EXE-1: crumbs too small for the other market add up until it takes them",
    "resting",
    `
    fills d0 0.03 @100
    stream d0
    = pair 0 opening 0 -0.03
    fills d0 0.03 @100
    stream d0 1 -> intent u0 buy 0.061 hedge, send u0
    fills u0 0.061
    ack u0
    = pair 0 opening 0.060939 -0.06
    = live 0 acknowledged
    `,
  ],
  [
    "OPS-14: taken back by hand, what it got is hedged and its pair decides anew",
    "resting",
    `
    cancel d0 -> "asked back ekabcd1234-0-d0", cancel d0
    fills d0 1 @100
    cancelled d0 -> query d0
    found d0 -> intent u0 buy 1.002 hedge, send u0
    cancel d0 -> "refused: no-such-order; the venue last showed no open order of this name"
    = live 0 sending
    fills u0 1.002
    ack u0 -> intent d1 sell 9 enter resting 100, send d1
    `,
  ],
  [
    "When its time is over it is taken back, what it got is hedged, and the rest is taken",
    "resting",
    `
    config execution.restMsMax=3000 -> !config-changed, "configured: version"
    trade AAA 2s -> query d0, query d0
    fills d0 1 @100
    trade AAA 1s -> query d0, cancel d0
    cancelled d0 -> query d0
    found d0 -> intent u0 buy 1.002 hedge, send u0
    fills u0 1.002
    ack u0 -> intent d1 sell 9 enter, send d1
    fills d1 9
    ack d1 -> intent u1 buy 9.009 hedge, send u1
    fills u1 9.009
    ack u1 -> !opened
    = pair 0 open 10.000989 -10
    = books agree
    `,
  ],
  [
    "Left behind by the market it moves to the new middle, under a new name and only once the old one has ended",
    "resting",
    `
    config execution.repriceMs=1000 -> !config-changed, "configured: version"
    trade AAA 1s -> query d0
    top AAAUSDT 99.91 99.97
    pulse -> cancel d0
    = order d0 cancelling
    cancelled d0 -> query d0
    found d0 -> intent d1 sell 10 enter resting 99.94, send d1
    fills d1 10 @99.94
    ack d1 -> intent u0 buy 10.011 hedge, send u0
    fills u0 10.011
    ack u0 -> !opened
    = pair 0 open 10.000989 -10
    `,
  ],
  [
    "It goes at once when the other leg runs away from the plan",
    "resting",
    `
    top AAA/USDT 101.00 101.02
    pulse -> query d0, cancel d0
    cancelled d0 -> query d0
    found d0 -> intent d1 sell 10 enter resting 100.91, send d1
    `,
  ],
  [
    "Refused because it would have taken: the next one takes, up to the plan's price",
    "ready",
    `
    depth AAA perpetual
    tick AAA -> prepare AAAUSDT 2x
    top AAAUSDT 100.00 100.01
    prepared AAAUSDT -> intent d0 sell 10 enter post-only 100.01, send d0
    refuse d0 -5022 -> !order-rejected
    wait 600ms -> intent d1 sell 10 enter, send d1
    = limit d1 99.9
    `,
  ],
  [
    "Its counterpart cannot be had: first it is taken back, then what it got",
    "resting",
    `
    fills d0 4 @100
    stream d0 -> intent u0 buy 4.005 hedge, send u0
    refuse u0 -2010 -> !order-rejected
    wait 600ms -> intent u1 buy 4.005 hedge, query d0, send u1
    refuse u1 -2010 -> !order-rejected
    wait 1s -> intent u2 buy 4.005 hedge, query d0, send u2
    refuse u2 -2010 -> !order-rejected, cancel d0
    fills d0 1 @100
    cancelled d0 -> query d0
    found d0 -> !hedge-failed, intent d1 buy 5 repair, send d1
    fills d1 5
    ack d1 -> !closed
    = pair 0 closed 0 0
    = books agree
    `,
  ],
  [
    "The hedge's reply is lost: nothing more may come in until its fate is known",
    "resting",
    `
    fills d0 4 @100
    stream d0 -> intent u0 buy 4.005 hedge, send u0
    lost u0 -> !order-unknown, query u0
    pulse -> query d0, cancel d0
    fills d0 2 @100
    cancelled d0 -> query d0
    rests d0 no-more
    found d0
    = live 0 unknown
    fills u0 4.005
    found u0 -> intent u1 buy 2.002 hedge, send u1
    fills u1 2.002
    ack u1 -> intent d1 sell 4 enter resting 100, send d1
    = pair 0 opening 6.000993 -6
    `,
  ],
  [
    "Its own reply is lost: it is asked about and asked back, and what it got is hedged meanwhile",
    "ready",
    `
    depth AAA perpetual
    tick AAA -> prepare AAAUSDT 2x
    prepared AAAUSDT -> intent d0 sell 10 enter resting 100, send d0
    lost d0 -> !order-unknown, query d0
    fills d0 4 @100
    stream d0 -> intent u0 buy 4.005 hedge, send u0
    pulse -> cancel d0
    cancelled d0 -> query d0
    found d0
    fills u0 4.005
    ack u0 -> intent d1 sell 6 enter resting 100, send d1
    = books agree
    `,
  ],
  [
    "EXE-7: it does not wait into a settlement; the entry goes on behind it",
    "resting",
    `
    near 61s
    trade AAA 2s -> query d0, cancel d0, query d0
    cancelled d0 -> query d0
    rests d0 no-more
    found d0
    trade AAA 3s
    = live 0 none
    trade AAA 116s -> read, read, read, intent d1 sell 10 enter, send d1
    `,
  ],
];

const EXIT: readonly Row[] = [
  [
    "EXE-2: a chosen exit waits too; every part it gets is followed at once",
    "resting",
    `
    fills d0 10 @100
    rests d0 no-more
    ack d0 -> intent u0 buy 10.011 hedge, send u0
    fills u0 10.011
    ack u0 -> !opened
    close 0 -> intent d1 buy 10 exit resting 100, "closing ekabcd1234-0", send d1
    rests d1
    ack d1 open
    fills d1 4 @100
    stream d1 -> intent u1 sell 4 repair, send u1
    fills u1 4
    ack u1
    = pair 0 closing 6.000989 -6
    fills d1 6 @100
    stream d1 1 -> intent u2 sell 6 repair, send u2
    fills u2 6
    ack u2 -> !closed
    = pair 0 closed 0.000989 0
    = books agree
    `,
  ],
  [
    "When its time is over it takes",
    "resting",
    `
    fills d0 10 @100
    rests d0 no-more
    ack d0 -> intent u0 buy 10.011 hedge, send u0
    fills u0 10.011
    ack u0 -> !opened
    config execution.restMsMax=1000 -> !config-changed, "configured: version"
    close 0 -> intent d1 buy 10 exit resting 100, "closing ekabcd1234-0", send d1
    rests d1
    ack d1 open
    fills d1 4 @100
    trade AAA 1s -> query d1, cancel d1
    cancelled d1 -> query d1
    rests d1 no-more
    found d1 -> intent u1 sell 4 repair, send u1
    fills u1 4
    ack u1 -> intent d2 buy 6 exit, send d2
    fills d2 6
    ack d2 -> intent u2 sell 6 repair, send u2
    fills u2 6
    ack u2 -> !closed
    = pair 0 closed 0.000989 0
    `,
  ],
  [
    "REDUCE hurries an exit that waits",
    "resting",
    `
    fills d0 10 @100
    rests d0 no-more
    ack d0 -> intent u0 buy 10.011 hedge, send u0
    fills u0 10.011
    ack u0 -> !opened
    close 0 -> intent d1 buy 10 exit resting 100, "closing ekabcd1234-0", send d1
    rests d1
    ack d1 open
    reduce -> !reduce, "closing", cancel d1, read
    = reason 0 reduce
    cancelled d1 -> query d1
    rests d1 no-more
    found d1 -> intent d2 buy 10 exit, send d2
    fills d2 10
    ack d2 -> intent u1 sell 10 repair, send u1
    fills u1 10
    ack u1 -> !closed
    = pair 0 closed 0.000989 0
    `,
  ],
];

describe("an entry that waits in the book", () => {
  specify(ENTRY);
});
describe("an exit that waits in the book", () => {
  specify(EXIT);
});
