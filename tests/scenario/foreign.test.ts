import { describe } from "vitest";
import { type Row, specify } from "./specify.ts";

const ROWS: readonly Row[] = [
  [
    "A foreign trade on a market of ours: booked, frozen, called out",
    "open",
    `
    foreign AAAUSDT sell 1
    wait 61s -> read
    account -> !foreign-fill
    = frozen AAAUSDT foreign-fill
    = books agree
    restart
    = frozen AAAUSDT foreign-fill
    catalogue -> read
    account
    resume -> !resume, "running"
    = frozen AAAUSDT no
    `,
  ],
  [
    "What a foreign trade froze stays frozen when the books have differed since and agree again",
    "open",
    `
    foreign BBB/USDT buy 0.1
    stream-foreign -> !foreign-fill
    drift spot/USDT 5
    wait 61s -> read
    account
    wait 1s -> read
    account
    wait 60s -> read
    account -> !unexplained
    drift spot/USDT -5
    wait 1s -> read
    account
    = reconciled yes
    = frozen BBB/USDT foreign-fill
    `,
  ],
  [
    "A foreign trade missed by the stream is read although one of ours came after it",
    "open",
    `
    foreign AAA/USDT sell 0.5
    close 0 -> intent u1 sell 10 exit, "closing ekabcd1234-0", send u1
    fills u1 9.5
    stream u1
    wait 61s -> !unhedged, read
    account -> !foreign-fill
    = books agree
    `,
  ],
  [
    "foreign-order: somebody else's order freezes its market at once, nothing else, is left alone, and frees it when it goes",
    "ready",
    `
    foreign-order AAAUSDT
    wait 61s -> read
    account -> !foreign-order
    = frozen AAAUSDT foreign-order
    = reconciled yes
    wait 61s -> read
    account
    tick AAA -> depth AAA/USDT, depth AAAUSDT
    open AAAUSDT 500 -> "denied: symbol-frozen"
    tick BBB -> depth BBB/USDT, depth BBBUSDT
    open BBBUSDT 500 -> "opening ekabcd1234-0", prepare BBBUSDT 2x
    foreign-order-gone
    wait 61s -> read
    account
    = frozen AAAUSDT no
    `,
  ],
  [
    "foreign-order: at start one that stays halts for review",
    "reconciling",
    `
    foreign-order AAAUSDT
    account -> !foreign-order
    wait 1s -> read
    account
    wait 1s -> read
    account -> !halted
    = halted yes
    `,
  ],
  [
    "A trade by hand under its own name beside an order of unknown fate waits for nothing: booked, and the order proven absent",
    "opening",
    `
    lost u0 -> !order-unknown, query u0
    foreign AAA/USDT buy 0.05
    wait 61s -> query u0, read
    account -> !foreign-fill
    = frozen AAA/USDT foreign-fill
    found u0 hidden
    wait 1s -> query u0
    found u0 hidden
    wait 1s -> query u0
    found u0 hidden
    wait 1s -> query u0, read
    account
    = order u0 absent
    = books agree
    `,
  ],
  [
    "unproven-order: a trade without a name beside an order of unknown fate is nobody's until a person took the venue's word",
    "half",
    `
    lost d0 -> !order-unknown, query d0
    foreign AAAUSDT sell 4 -
    wait 61s -> !unhedged, query d0, read
    account
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    accept transfer -> "refused: orders-open"
    wait 1s -> query d0, read
    account -> !unproven-order
    = order d0 unknown
    = frozen AAAUSDT unproven-order
    = pair 0 opening 10.000989 0
    accept transfer -> "refused: orders-open"
    wait 60s -> query d0, read
    account
    accept transfer -> "refused: still-comparing"
    wait 30s -> query d0, read
    account
    wait 30s -> query d0, read
    account -> !unexplained
    accept adjustment -> !venue-accepted, intent u1 sell 6 repair, "accepted", depth AAAUSDT, send u1
    = order d0 absent
    = pair 0 unwinding 10.000989 -4
    = frozen AAAUSDT no
    = books agree
    `,
  ],
  [
    "unproven-order: at a start it halts for review, and accepting ends it",
    "half",
    `
    lost d0 -> !order-unknown, query d0
    foreign AAAUSDT sell 4 -
    restart
    catalogue -> read
    account
    facts
    wait 11s -> !unhedged, query d0, read
    account
    found d0 hidden
    wait 1s -> query d0, read
    account
    found d0 hidden
    wait 1s -> query d0, read
    found d0 hidden
    account
    wait 1s -> query d0, read
    account -> !unproven-order
    wait 60s -> query d0, read
    account
    wait 1s -> query d0, read
    account
    wait 1s -> query d0, read
    account -> !halted
    tick AAA
    accept adjustment -> !venue-accepted, "accepted"
    = halted no
    = pair 0 unwinding 10.000989 -4
    tick AAA
    pulse -> intent u1 sell 6 repair, send u1
    `,
  ],
  [
    "unproven-order: an order that takes, of which the venue hides all but its trades, is over once they explain the account",
    "half",
    `
    fills d0 4
    lost d0 -> !order-unknown, query d0
    wait 61s -> !unhedged, query d0, read
    account
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    wait 1s -> query d0, read
    account -> intent d1 sell 6 hedge, send d1
    = order d0 expired
    = pair 0 opening 10.000989 -4
    `,
  ],
  [
    "unproven-order: a venue that answers reads and no question about an order is not waited for without a word; an answer ends it",
    "half",
    `
    lost d0 -> !order-unknown, query d0
    unanswered d0
    wait 61s -> !unhedged, query d0, read
    unanswered d0
    account
    wait 61s -> query d0, read
    unanswered d0
    account -> !unproven-order
    = frozen AAAUSDT unproven-order
    fills d0 10
    wait 1s -> query d0, read
    found d0 -> !opened
    = frozen AAAUSDT no
    `,
  ],
  [
    "An order too small for a trade without a name, or on the other side, was not it",
    "half",
    `
    lost d0 -> !order-unknown, query d0
    foreign AAAUSDT buy 4 -
    wait 61s -> !unhedged, query d0, read
    account -> !foreign-fill
    `,
  ],
  [
    "OPS-14: in a halt a stranger's order is taken back by hand, once, and then the books agree",
    "reconciling",
    `
    foreign-order AAAUSDT
    account -> !foreign-order
    wait 1s -> read
    account
    wait 1s -> read
    account -> !halted
    cancel web_by_hand -> "asked back web_by_hand, which is not ours", cancel web_by_hand
    cancel web_by_hand -> "asked back web_by_hand, which is not ours"
    foreign-order-gone
    cancelled web_by_hand -> read
    account
    resume -> !resume, "running"
    = halted no
    `,
  ],
  [
    "OPS-14: what the venue does not list cannot be taken back, and a lost cancel says so and may be tried again",
    "ready",
    `
    cancel web_by_hand -> "refused: no-such-order; the venue last showed no open order of this name"
    foreign-order AAAUSDT
    wait 61s -> read
    account -> !foreign-order
    cancel web_by_hand -> "asked back web_by_hand, which is not ours", cancel web_by_hand
    cancelled web_by_hand lost -> !cancel-failed, read
    account
    cancel web_by_hand -> "asked back web_by_hand, which is not ours", cancel web_by_hand
    cancelled web_by_hand missed -> read
    = frozen AAAUSDT foreign-order
    `,
  ],
];

describe("what somebody else does on the account", () => {
  specify(ROWS);
});
