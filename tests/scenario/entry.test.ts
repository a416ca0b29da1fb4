import { describe } from "vitest";
import { type Row, specify } from "./specify.ts";

const ROWS: readonly Row[] = [
  [
    "A fresh start opens the books from the venue's balances, agrees with them and is ready at the next pulse",
    "nothing",
    `
    start
    catalogue -> read
    = phase reconciling
    account
    = books agree
    = reconciled yes
    pulse
    = phase ready
    `,
  ],
  [
    "Income and trades from before the books were opened are part of the opening balance",
    "nothing",
    `
    income funding AAAUSDT 0.5 10m
    start
    catalogue -> read
    account
    = profit funding/USDT 0
    = books agree
    pulse
    = phase ready
    `,
  ],
  [
    "Spot first: durable, then sent; the hedge is exactly the net filled quantity in whole steps",
    "ready",
    `
    by-hand
    tick AAA -> prepare AAAUSDT 2x
    prepared AAAUSDT -> intent u0 buy 10.011 enter
    = order u0 intended
    stored -> send u0
    = order u0 sending
    fills u0 10.011
    ack u0 -> intent d0 sell 10 hedge
    = pair 0 opening 10.000989 0
    stored -> send d0
    fills d0 10
    ack d0 -> !opened
    = pair 0 open 10.000989 -10
    = books agree
    `,
  ],
  [
    "Perpetual first where its side of the book is thinner: the coin is bought with its own fee on top",
    "ready",
    `
    depth AAA perpetual
    tick AAA -> prepare AAAUSDT 2x
    prepared AAAUSDT -> intent d0 sell 10 enter resting 100, send d0
    fills d0 10
    ack d0 -> intent u0 buy 10.011 hedge, send u0
    fills u0 10.011
    ack u0 -> !opened
    = pair 0 open 10.000989 -10
    = books agree
    `,
  ],
  [
    "A market never looked into is looked into before it is entered",
    "ready",
    `
    wait 61s -> read
    account
    tick AAA -> depth AAA/USDT, depth AAAUSDT
    depth AAA spot
    tick AAA -> prepare AAAUSDT 2x
    `,
  ],
  [
    "Partial fills: each part is hedged before the next is asked for",
    "opening",
    `
    fills u0 4
    ack u0 -> intent d0 sell 3.99 hedge, send d0
    = pair 0 opening 3.996 0
    fills d0 3.99
    ack d0 -> intent u1 buy 6.011 enter, send u1
    = pair 0 opening 3.996 -3.99
    fills u1 6.011
    ack u1 -> intent d1 sell 6.01 hedge, send d1
    fills d1 6
    ack d1 -> !opened
    = pair 0 open 10.000989 -9.99
    = books agree
    `,
  ],
  [
    "A part too small for the other venue waits for more; the rest of the target is asked for first",
    "opening",
    `
    fills u0 0.04
    ack u0 -> intent u1 buy 9.971 enter, send u1
    = pair 0 opening 0.03996 0
    fills u1 9.971
    ack u1 -> intent d0 sell 10 hedge, send d0
    `,
  ],
  [
    "An order that fills nothing is repeated with growing pauses, then the entry is given up",
    "opening",
    `
    ack u0
    wait 230ms
    wait 300ms -> intent u1 buy 10.011 enter, send u1
    ack u1
    wait 480ms
    wait 600ms -> intent u2 buy 10.011 enter, send u2
    ack u2 -> !closed
    = pair 0 closed 0 0
    tick AAA
    pulse
    tick AAA
    = verdict AAA cooldown
    `,
  ],
  [
    "Giving up after a part keeps the hedged part",
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
    = pair 0 open 3.996 -3.99
    `,
  ],
  [
    "A failed commit is never sent, and nothing new is begun until one comes through",
    "opening",
    `
    by-hand
    fills u0 4
    ack u0 -> intent d0 sell 3.99 hedge
    not-stored -> !journal
    = order d0 abandoned
    = gate shut
    wait 600ms -> intent d1 sell 3.99 hedge
    stored
    stored -> send d1
    fills d1 3.99
    ack d1 -> intent u1 buy 6.011 enter
    pulse
    = pair 0 opening 3.996 -3.99
    `,
  ],
  [
    "The commit of the first intent fails: nothing leaves, the entry is cut short, others wait for the journal",
    "ready",
    `
    by-hand
    tick AAA -> prepare AAAUSDT 2x
    prepared AAAUSDT -> intent u0 buy 10.011 enter
    not-stored -> !journal
    = order u0 abandoned
    wait 600ms -> !closed
    = pair 0 closed 0 0
    = gate shut
    tick BBB
    stored
    wait 2s
    = gate open
    stored
    pulse
    = gate open
    `,
  ],
  [
    "Leverage refused: no order at all, and the same question is not asked again",
    "ready",
    `
    tick AAA -> prepare AAAUSDT 2x
    unprepared AAAUSDT -4048 -> !leg-not-prepared, !closed
    = pair 0 closed 0 0
    wait 5s
    `,
  ],
  [
    "A second pair begins only when the first one is built",
    "ready",
    `
    tick AAA -> prepare AAAUSDT 2x
    tick BBB
    open BBBUSDT 500 -> "denied: pair-opening"
    prepared AAAUSDT -> intent u0 buy 10.011 enter, send u0
    fills u0 10.011
    ack u0 -> intent d0 sell 10 hedge, send d0
    fills d0 10
    ack d0 -> !opened
    pulse
    tick BBB -> prepare BBBUSDT 2x
    = gate shut
    `,
  ],
  [
    "A hand-given entry is applied once, whoever sends it again",
    "ready",
    `
    open AAAUSDT 500 c-77 -> "opening ekabcd1234-0", prepare AAAUSDT 2x
    open AAAUSDT 500 c-77
    prepared AAAUSDT -> intent u0 buy 5.006 enter, send u0
    `,
  ],
  [
    "No entry within a minute of a settlement, before and after; a minute later it is taken",
    "ready",
    `
    near 50s
    tick AAA
    wait 52s
    tick AAA -> depth AAA/USDT, depth AAAUSDT
    depth AAA spot
    tick AAA
    wait 61s -> read
    account
    tick AAA -> depth AAA/USDT, depth AAAUSDT
    depth AAA spot
    pulse
    tick AAA -> prepare AAAUSDT 2x
    `,
  ],
  [
    "A FREEZE that comes while the intent is being stored: it is stored and not sent",
    "ready",
    `
    by-hand
    tick AAA -> prepare AAAUSDT 2x
    prepared AAAUSDT -> intent u0 buy 10.011 enter
    freeze -> !freeze, "frozen: no new risk, open pairs stay guarded"
    stored -> !closed
    = order u0 abandoned
    = pair 0 closed 0 0
    `,
  ],
];

describe("entry", () => {
  specify(ROWS);
});
