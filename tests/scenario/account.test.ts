import { describe } from "vitest";
import { type Row, specify } from "./specify.ts";

const ROWS: readonly Row[] = [
  [
    "Funding is booked from the income row, once, to the pair that held the perpetual",
    "open",
    `
    income funding AAAUSDT 0.5
    income funding BBBUSDT 0.125
    wait 61s -> read
    account
    = funding 0 0.5
    = profit funding/USDT 0.625
    wait 61s -> read
    account
    = funding 0 0.5
    = books agree
    `,
  ],
  [
    "Late income counts for the pair that was open then, though it has closed since",
    "open",
    `
    wait 20m -> read
    account
    close 0 -> intent u1 sell 10 exit, "closing ekabcd1234-0", send u1
    fills u1 10
    ack u1 -> intent d1 buy 10 repair, send d1
    fills d1 10
    ack d1 -> !closed
    income funding AAAUSDT 0.5 5m
    wait 61s -> read
    account
    = funding 0 0.5
    = books agree
    `,
  ],
  [
    "A transfer moves capital, not profit",
    "open",
    `
    income transfer - -300
    wait 61s -> read
    account
    = profit funding/USDT 0
    = profit other/USDT 0
    = books agree
    `,
  ],
  [
    "Fees in a discount coin leave that coin's balance, and no other",
    "nothing",
    `
    fees-in BNB 2
    start
    catalogue -> read
    account
    facts
    pulse
    tick AAA -> depth AAA/USDT, depth AAAUSDT
    depth AAA spot
    pulse
    tick AAA -> prepare AAAUSDT 2x
    prepared AAAUSDT -> intent u0 buy 10.011 enter, send u0
    fills u0 10.011
    ack u0 -> intent d0 sell 10.01 hedge, send d0
    = pair 0 opening 10.011 0
    = fees 0 0
    = profit fee/BNB -0.00200240022
    = books agree
    `,
  ],
  [
    "margin-drift: leverage or margin type changed behind our back is called out, once until it is put right, and nothing new is entered there",
    "open",
    `
    margin 20 isolated
    wait 61s -> read
    account -> !margin-drift
    tick AAA
    open BBBUSDT 500 -> "denied: margin-drift"
    wait 61s -> read
    account
    margin 2 isolated
    wait 61s -> read
    account
    margin 2 cross
    wait 61s -> read
    account -> !margin-drift
    `,
  ],
  [
    "At start a difference that stays halts for review; resume is refused until it is gone",
    "reconciling",
    `
    account
    drift spot/USDT 5
    restart
    catalogue -> read
    account
    wait 1s -> read
    account
    wait 1s -> read
    account -> !halted
    = halted yes
    resume -> "refused: sim still disagrees: sim/spot/USDT ours"
    = halted yes
    drift spot/USDT -5
    wait 1s -> read
    account
    resume -> !resume, "running"
    = halted no
    pulse
    = phase ready
    `,
  ],
  [
    "At start the money of held contracts may be ahead of the funding row that explains it: 45 s later it is agreed or halted",
    "open",
    `
    drift futures/USDT 0.5
    restart
    catalogue -> read
    account
    wait 1s -> read
    account
    wait 1s -> read
    account
    = phase reconciling
    wait 42s -> read
    income funding AAAUSDT 0.5
    drift futures/USDT -0.5
    account
    pulse
    = halted no
    = phase ready
    = books agree
    `,
  ],
  [
    "Halted for money nobody can explain: the hedge a crash left out is still sent, and nothing enters",
    "opening",
    `
    by-hand
    fills u0 10.011
    ack u0 -> intent d0 sell 10 hedge
    drift spot/USDT 500
    restart
    catalogue -> read
    account -> depth AAA/USDT, depth AAAUSDT
    wait 1s -> read
    account
    wait 1s -> read
    account -> !halted
    facts
    tick AAA
    pulse -> intent d0 sell 10 hedge
    stored -> send d0
    fills d0 10
    ack d0 -> !opened
    = pair 0 open 10.000989 -10
    = phase reconciling
    open AAAUSDT 500 -> "denied: not-ready"
    `,
  ],
  [
    "Halted for money nobody can explain: a short near its liquidation still shrinks with its coin",
    "open",
    `
    drift spot/USDT 500
    restart
    catalogue -> read
    account
    wait 1s -> read
    account
    wait 1s -> read
    account -> !halted
    facts
    tick AAA
    mark AAA
    liquidation 110
    wait 1s -> read
    account
    pulse -> !liquidation-near, !shrinking, intent u1 sell 2.5 exit, send u1
    `,
  ],
  [
    "Halted for the pair's own coin: nothing is sold that may not be there, and the open leg is called out",
    "half",
    `
    drift spot/AAA -5
    restart
    catalogue -> read
    account
    wait 11s -> !unhedged, query d0, read
    found d0 hidden
    account
    wait 1s -> query d0, read
    found d0 hidden
    account
    wait 1s -> query d0, read
    found d0 hidden
    account
    wait 1s -> query d0, read
    account
    wait 1s -> read
    account
    wait 1s -> read
    account -> !halted
    facts
    tick AAA
    wait 4s -> read
    = pair 0 opening 10.000989 0
    `,
  ],
  [
    "OPS-14: halted for the pair's own coin, a person can still close it by hand; what is sent only reduces",
    "open",
    `
    drift spot/AAA -5
    restart
    catalogue -> read
    account
    wait 1s -> read
    account
    wait 1s -> read
    account -> !halted
    facts
    tick AAA
    wait 1s -> read
    close 0 -> intent u1 sell 10 exit, "closing ekabcd1234-0", send u1
    fills u1 5
    ack u1 -> intent d1 buy 4.99 repair, send d1
    account
    = halted yes
    `,
  ],
  [
    "A position that is not ours halts at start",
    "reconciling",
    `
    foreign AAAUSDT sell 1
    account
    wait 1s -> read
    account
    wait 1s -> read
    account -> !halted
    = halted yes
    = phase reconciling
    `,
  ],
  [
    "A key that may move funds out: no new risk, said at the first read",
    "reconciling",
    `
    permissions may-move-funds-out
    account -> !permissions
    facts
    pulse
    tick AAA -> depth AAA/USDT, depth AAAUSDT
    depth AAA spot
    pulse
    tick AAA
    = denied AAA venue-down
    `,
  ],
  [
    "An account in hedge mode is refused for new risk",
    "reconciling",
    `
    mode hedge
    account -> !account-mode
    facts
    pulse
    tick AAA -> depth AAA/USDT, depth AAAUSDT
    depth AAA spot
    pulse
    tick AAA
    = denied AAA venue-down
    `,
  ],
  [
    "POS-8: a loan the account took by itself is told once and stops new risk until it is paid back",
    "reconciling",
    `
    obstacle borrowed the account borrowed 3 USDT by itself
    account -> !borrowed
    facts
    pulse
    tick AAA -> depth AAA/USDT, depth AAAUSDT
    depth AAA spot
    pulse
    tick AAA
    = denied AAA venue-down
    wait 60s -> read
    account
    obstacle
    wait 60s -> read
    account
    obstacle borrowed the account borrowed 4 USDT by itself
    wait 60s -> read
    account -> !borrowed
    obstacle account-mode the account is not a unified one
    wait 60s -> read
    account -> !account-mode
    `,
  ],
  [
    "A read that fails is repeated with growing pauses",
    "reconciling",
    `
    account-fails
    wait 500ms
    wait 600ms -> read
    account-fails
    wait 1s
    wait 1100ms -> read
    account
    = reconciled yes
    `,
  ],
  [
    "Commands are applied once by their id",
    "ready",
    `
    freeze c-9 -> !freeze, "frozen: no new risk, open pairs stay guarded"
    resume c-10 -> !resume, "running"
    freeze c-9
    = kill run
    `,
  ],
  [
    "Kill levels only go up by command",
    "open",
    `
    flatten -> !flatten, intent u1 sell 10 exit, "closing", read, send u1
    freeze -> "already flatten"
    = kill flatten
    `,
  ],
  [
    "FLATTEN is carried out even while halted for review; flat is still the venue's word",
    "open",
    `
    drift spot/USDT 5
    restart
    catalogue -> read
    account
    wait 1s -> read
    account
    wait 1s -> read
    account -> !halted
    facts
    tick AAA
    wait 1s -> read
    flatten -> !flatten, intent u1 sell 10 exit, "closing", send u1
    fills u1 10
    ack u1 -> intent d1 buy 10 repair, send d1
    fills d1 10
    ack d1 -> !closed
    = pair 0 closed 0.000989 0
    account -> !flat
    wait 1s -> read
    account
    = proof flat
    = halted yes
    `,
  ],
];

describe("account and commands", () => {
  specify(ROWS);
});
