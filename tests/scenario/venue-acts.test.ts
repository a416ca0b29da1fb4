import { describe } from "vitest";
import { type Row, specify } from "./specify.ts";

const ROWS: readonly Row[] = [
  [
    "RSK-7 auto-deleveraged: it took part of the short, the coin follows it down, never the short up; frozen across a restart",
    "open",
    `
    foreign AAAUSDT buy 4 adl_autoclose
    wait 61s -> read
    account -> !auto-deleveraged, intent u1 sell 4 repair, send u1
    fills u1 4
    ack u1
    = pair 0 open 6.000989 -6
    = frozen AAAUSDT auto-deleveraged
    restart
    = frozen AAAUSDT auto-deleveraged
    `,
  ],
  [
    "RSK-7 liquidated: it took all of the short, the coin goes at once",
    "open",
    `
    foreign AAAUSDT buy 10 autoclose-1
    wait 61s -> read
    account -> !liquidated, intent u1 sell 10 repair, send u1
    fills u1 10
    ack u1 -> !closed
    = pair 0 closed 0.000989 0
    `,
  ],
  [
    "RSK-7 auto-deleveraged: the stream's word is enough, the sibling leg goes within the same step",
    "open",
    `
    foreign AAAUSDT buy 4 adl_autoclose
    stream-foreign -> !auto-deleveraged, intent u1 sell 4 repair, send u1
    fills u1 4
    ack u1
    wait 61s -> read
    account
    = pair 0 open 6.000989 -6
    = books agree
    `,
  ],
  [
    "RSK-7 auto-deleveraged: while an order of ours has no name yet, what the venue did is still not taken for it",
    "open",
    `
    close 0 -> intent u1 sell 10 exit, "closing ekabcd1234-0", send u1
    fills u1 10
    ack u1 -> intent d1 buy 10 repair, send d1
    foreign AAAUSDT buy 4 adl_autoclose
    stream-foreign -> !auto-deleveraged
    = pair 0 closing 0.000989 -6
    `,
  ],
  [
    "RSK-7 venue-settled: the contract ended under us, the coin is sold",
    "open",
    `
    foreign AAAUSDT buy 10 settlement_autoclose-7
    stream-foreign -> !venue-settled, intent u1 sell 10 repair, send u1
    fills u1 10
    ack u1 -> !closed
    = frozen AAAUSDT venue-settled
    `,
  ],
  [
    "RSK-7 delisting: the perpetual is to end, the pair is closed, even when its marks have stopped",
    "open",
    `
    status AAAUSDT delisting -> !delisting
    wait 10s -> intent u1 sell 10 exit, read, send u1
    `,
  ],
  [
    "RSK-7 delisting: the coin is to end, the pair is closed while it can still be sold",
    "open",
    `
    status AAA/USDT delisting -> !delisting
    wait 1s -> intent u1 sell 10 exit, send u1
    `,
  ],
  [
    "RSK-7 market-halted: a leg that cannot be traded keeps its hedge, and is called out until it trades again",
    "open",
    `
    status AAAUSDT halted -> !market-halted
    wait 10s -> read
    = pair 0 open 10.000989 -10
    status AAAUSDT trading
    wait 1s
    = pair 0 open 10.000989 -10
    `,
  ],
  [
    "RSK-7 a market nobody holds may come and go without a word; nothing is entered there",
    "ready",
    `
    status AAAUSDT delisting
    open AAAUSDT 500 -> "denied: not-trading"
    unlist BBB
    catalogue
    open BBBUSDT 500 -> "denied: not-trading"
    `,
  ],
  [
    "RSK-7, MKT-6 redenominated: the contract counts ten units under a new name: the leg follows and both legs are closed",
    "open",
    `
    renames AAA -> !market-gone
    wait 61s -> read
    account -> !redenominated, intent u1 sell 10 exit, send u1
    fills u1 10
    ack u1 -> !no-price, depth AAA/USDT, depth 10AAAUSDT
    top 10AAAUSDT 99.99 100.01
    pulse -> intent d1 buy 10 repair, send d1
    fills d1 10
    ack d1 -> !closed
    = books agree
    = reconciled yes
    = pair 0 closed 0.000989 0
    `,
  ],
  [
    "I10, I16 redenominated: nobody can be asked about an order of the old name any more; that the position stands as it stood says what became of it",
    "open",
    `
    close 0 -> intent u1 sell 10 exit, "closing ekabcd1234-0", send u1
    fills u1 10
    ack u1 -> intent d1 buy 10 repair, send d1
    lost d1 -> !order-unknown, query d1
    unanswered d1
    renames AAA -> !market-gone
    wait 61s -> !unhedged, query d1, read
    account -> !redenominated, !no-price, depth AAA/USDT, depth 10AAAUSDT
    = order d1 absent
    top 10AAAUSDT 99.99 100.01
    pulse -> intent d2 buy 10 repair, send d2
    `,
  ],
  [
    "I10 a market that left while we were away: an order of open fate there does not keep the others unguarded",
    "half",
    `
    lost d0 -> !order-unknown, query d0
    renames AAA -> !market-gone
    restart
    catalogue -> read
    account
    pulse -> query d0
    = phase ready
    `,
  ],
  [
    "RSK-7 redenominated: a restart after it still knows where the leg stands",
    "open",
    `
    renames AAA -> !market-gone
    wait 61s -> read
    account -> !redenominated, intent u1 sell 10 exit, send u1
    fills u1 10
    ack u1 -> !no-price, depth AAA/USDT, depth 10AAAUSDT
    restart
    catalogue -> read
    account
    top 10AAAUSDT 99.99 100.01
    pulse -> intent d1 buy 10 repair, send d1
    `,
  ],
  [
    "RSK-7 redenominated while the engine was away: the leg follows at the start, and both legs are closed",
    "open",
    `
    renamed AAA
    restart
    catalogue -> read
    account -> !redenominated
    top AAA/USDT 99.99 100.01
    top 10AAAUSDT 99.99 100.01
    pulse -> intent u1 sell 10 exit, send u1
    fills u1 10
    ack u1 -> intent d1 buy 10 repair, send d1
    fills d1 10
    ack d1 -> !closed
    = books agree
    = pair 0 closed 0.000989 0
    `,
  ],
  [
    "RSK-7 redenominated while the engine was away, and the size is another: accepting takes the leg to its new name, and both legs are closed",
    "open",
    `
    renamed AAA
    foreign 10AAAUSDT buy 4
    restart
    catalogue -> read
    account
    wait 1s -> read
    account
    wait 1s -> read
    account -> !halted
    accept adjustment -> "refused: prices-unknown"
    top AAA/USDT 99.99 100.01
    top 10AAAUSDT 99.99 100.01
    accept adjustment -> !redenominated, !venue-accepted, "accepted"
    = halted no
    = pair 0 closing 10.000989 -6
    pulse -> intent u1 sell 4 repair, send u1
    `,
  ],
  [
    "RSK-7 delisted while the engine was away: accepting takes what the venue says is gone, and the other leg is sold",
    "open",
    `
    position AAAUSDT 0
    unlist-contract AAA
    restart
    catalogue -> read
    account
    wait 1s -> read
    account
    wait 1s -> read
    account -> !halted
    top AAA/USDT 99.99 100.01
    accept adjustment -> !venue-accepted, "accepted"
    = halted no
    = pair 0 unwinding 10.000989 0
    pulse -> intent u1 sell 10 repair, send u1
    `,
  ],
  [
    "RSK-7 market-gone: where no other name holds what we held, the books differ and nothing is traded",
    "open",
    `
    renames AAA -> !market-gone
    foreign 10AAAUSDT sell 1
    wait 61s -> read
    account
    wait 1s -> read
    account
    wait 60s -> read
    account -> !unexplained
    = pair 0 open 10.000989 -10
    `,
  ],
  [
    "RSK-7, MKT-5 funding-terms: interval and caps of a held contract are told, and its worth is reckoned anew",
    "open",
    `
    = funding-expected AAA 210
    terms AAA 4 0.02 -> !funding-terms
    = funding-expected AAA 210
    terms AAA 4 0.00005 -> !funding-terms
    = funding-expected AAA 42
    terms BBB 1 0.02
    `,
  ],
];

describe("what the venue does by itself", () => {
  specify(ROWS);
});
