import { describe } from "vitest";
import { type Row, specify } from "./specify.ts";

/** Three reads that agree with one another, and not with the books. */
const APART = `
    restart
    catalogue -> read
    account
    wait 1s -> read
    account
    wait 1s -> read
    account -> !halted
    facts
    tick AAA`;
/** The same while it runs, a minute long. */
const RUNNING_APART = `
    wait 61s -> read
    account
    wait 1s -> read
    account
    wait 60s -> read
    account -> !unexplained`;

/** POS-4: what stays unexplained, an admin may have booked as the venue tells it. */
const ROWS: readonly Row[] = [
  [
    "Halted at start for an outside deposit: accepted as moved money, it is capital, no profit, and no loss limit counts it",
    "open",
    `
    drift spot/USDT 500 ${APART}
    = marks 10000 10000
    accept transfer -> !venue-accepted, "accepted"
    = accepted sim/accepted/c1/0 transfer spot 500 USDT, capital -500 USDT
    = profit other/USDT 0
    = marks 10500 10500
    = halted no
    = reconciled yes
    = books agree
    pulse
    = phase ready
    = kill run
    = pair 0 open 10.000989 -10
    restart
    catalogue -> read
    account
    = reconciled yes
    = books agree
    `,
  ],
  [
    "Money moved out while it runs: accepted as moved, nothing is counted as lost and entries go on",
    "open",
    `
    drift futures/USDT -200 ${RUNNING_APART}
    accept transfer -> !venue-accepted, "accepted"
    = accepted sim/accepted/c1/0 transfer futures -200 USDT, capital 200 USDT
    = marks 9800 9800
    = reconciled yes
    pulse
    = kill run
    = books agree
    `,
  ],
  [
    "The same booked as an adjustment is a loss, and the loss limit counts it",
    "open",
    `
    drift futures/USDT -200 ${RUNNING_APART}
    accept adjustment -> !venue-accepted, "accepted"
    = accepted sim/accepted/c1/0 adjustment futures -200 USDT, other 200 USDT
    = profit other/USDT -200
    = marks 10000 10000
    pulse -> !daily-loss
    = kill freeze
    = books agree
    `,
  ],
  [
    "Refused in stable codes: unread, still compared, nothing differs, another print than what differs now, a silent venue",
    "open",
    `
    accept transfer -> "refused: nothing-differs"
    drift spot/USDT 5
    restart
    accept transfer 0123456789abcdef -> "refused: unread"
    catalogue -> read
    accept transfer 0123456789abcdef -> "refused: unread"
    account
    accept transfer -> "refused: still-comparing"
    wait 1s -> read
    account
    wait 1s -> read
    account -> !halted
    facts
    accept transfer 0123456789abcdef -> "refused: differences-moved; they are"
    wait 16s -> read
    accept transfer -> "refused: venue-silent"
    account-fails
    wait 2s -> read
    account
    accept transfer -> !venue-accepted, "accepted"
    `,
  ],
  [
    "Differences that move after they were looked at have to be looked at again",
    "open",
    `
    drift spot/USDT 500 ${APART}
    drift spot/USDT 1
    wait 1s -> read
    account
    accept transfer -> "refused: still-comparing"
    = halted yes
    wait 1s -> read
    account
    wait 1s -> read
    account
    accept transfer -> !venue-accepted, "accepted"
    = accepted sim/accepted/c2/0 transfer spot 501 USDT, capital -501 USDT
    `,
  ],
  [
    "Accepted once by its id, and the kill level stays what it is",
    "open",
    `
    freeze -> !freeze, "frozen: no new risk, open pairs stay guarded"
    drift spot/USDT 500 ${APART}
    accept transfer now c-7 -> !venue-accepted, "accepted"
    = halted no
    = kill freeze
    drift spot/USDT 1
    wait 61s -> read
    account
    accept transfer now c-7
    = accepted sim/accepted/c-7/0 transfer spot 500 USDT, capital -500 USDT
    `,
  ],
  [
    "Nothing is booked over an order whose fate is open: it may be what explains the difference",
    "half",
    `
    lost d0 -> !order-unknown, query d0
    drift spot/USDT 500
    wait 61s -> !unhedged, query d0, read
    account
    accept transfer -> "refused: orders-open"
    `,
  ],
  [
    "Coins of a pair are gone: the long leg follows the venue, the short is shrunk to it, nothing grows",
    "open",
    `
    drift spot/AAA -4 ${APART}
    accept adjustment -> !venue-accepted, "accepted"
    = pair 0 unwinding 6.000989 -10
    = accepted sim/accepted/c1/0 adjustment spot -4 AAA, trading 4 AAA
    pulse -> !daily-loss, intent d1 buy 3.99 repair, send d1
    `,
  ],
  [
    "Coins of a pair that their owner took are capital, at what they are worth, and no loss",
    "open",
    `
    drift spot/AAA -4 ${APART}
    accept transfer -> !venue-accepted, "accepted"
    = accepted sim/accepted/c1/0 transfer spot -4 AAA, trading 4 AAA, trading -400 USDT, capital 400 USDT
    = marks 9600 9600
    = pair 0 unwinding 6.000989 -10
    pulse -> intent d1 buy 3.99 repair, send d1
    = kill run
    `,
  ],
  [
    "Coins beside a pair are the owner's: the pair's own leg is the last to be short of them",
    "open",
    `
    drift spot/AAA 5 ${APART}
    accept transfer -> !venue-accepted, "accepted"
    = pair 0 open 10.000989 -10
    pulse
    drift spot/AAA -6
    wait 61s -> read
    account
    wait 1s -> read
    account
    wait 60s -> read
    account -> !unexplained
    accept transfer -> !venue-accepted, intent d1 buy 0.99 repair, "accepted", send d1
    = pair 0 unwinding 9.000989 -10
    `,
  ],
  [
    "The venue shows a smaller short: the leg follows, the coin is sold down to it, what the closing settled is booked apart",
    "open",
    `
    position AAAUSDT -6 100
    drift futures/USDT -12 ${APART}
    accept adjustment -> !venue-accepted, "accepted"
    = accepted sim/accepted/c1/0 adjustment futures -12 USDT, other 12 USDT
    = pair 0 unwinding 10.000989 -6
    pulse -> intent u1 sell 4 repair, send u1
    `,
  ],
  [
    "The venue shows a larger short: the leg follows and what is too much is bought back",
    "open",
    `
    position AAAUSDT -14 100 ${APART}
    accept adjustment -> !venue-accepted, "accepted"
    = accepted nothing
    = pair 0 unwinding 10.000989 -14
    pulse -> intent d1 buy 3.99 repair, send d1
    `,
  ],
  [
    "The short has turned into a long: the pair's leg is nothing and its coin is sold; the long is on file as not ours",
    "open",
    `
    position AAAUSDT 3 100 ${APART}
    accept adjustment -> !venue-accepted, "accepted"
    = pair 0 unwinding 10.000989 0
    = outside AAAUSDT 3
    = frozen AAAUSDT outside
    pulse -> intent u1 sell 10 repair, send u1
    `,
  ],
  [
    "A pair corrected on its way in is not hedged by growing: what it has is taken back",
    "half",
    `
    refuse d0 -2019 -> !order-rejected
    drift spot/AAA -5 ${APART.replace("1s -> read\n    account -> !halted", "1s -> !unhedged, read\n    account -> !halted")}
    accept adjustment -> !venue-accepted, "accepted"
    = pair 0 unwinding 5.000989 0
    pulse -> !daily-loss, intent u1 sell 5 repair, send u1
    `,
  ],
  [
    "A stranger's position is on file as not ours: no halt, no guard, no entry beside it, across restart and resume",
    "ready",
    `
    position BBBUSDT -3 100 ${APART}
    accept transfer -> !venue-accepted, "accepted"
    = outside BBBUSDT -3
    = halted no
    = frozen BBBUSDT outside
    pulse
    = phase ready
    resume -> !resume, "running"
    = frozen BBBUSDT outside
    restart
    catalogue -> read
    account
    = reconciled yes
    = frozen BBBUSDT outside
    pulse
    facts
    pulse
    tick BBB -> depth BBB/USDT, depth BBBUSDT
    foreign BBBUSDT buy 3
    wait 61s -> read
    account -> !foreign-fill
    = outside nothing
    = reconciled yes
    = books agree
    `,
  ],
  [
    "A stranger's order is on file until it is gone, and its symbol is frozen as long",
    "reconciling",
    `
    foreign-order BBBUSDT
    account -> !foreign-order
    wait 1s -> read
    account
    wait 1s -> read
    account -> !halted
    = frozen BBBUSDT foreign-order
    accept transfer -> !venue-accepted, "accepted"
    = outside web_by_hand
    = frozen BBBUSDT outside
    = reconciled yes
    wait 61s -> read
    account
    = reconciled yes
    foreign-order-gone
    wait 61s -> read
    account
    = outside nothing
    = frozen BBBUSDT no
    `,
  ],
  [
    "A row the venue tells late, of the time before, is in what was accepted and is not booked again",
    "open",
    `
    drift futures/USDT 0.5
    restart
    catalogue -> read
    account
    wait 1s -> read
    account
    wait 45s -> read
    account -> !halted
    facts
    tick AAA
    accept adjustment -> !venue-accepted, "accepted"
    income funding AAAUSDT 0.5 10m
    drift futures/USDT -0.5
    pulse
    wait 61s -> read
    account
    = books agree
    = funding 0 0
    `,
  ],
];

describe("accepting the venue's truth", () => {
  specify(ROWS);
});
