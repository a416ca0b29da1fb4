import { describe } from "vitest";
import { type Row, specify } from "./specify.ts";

const ROWS: readonly Row[] = [
  [
    "RSK-5 breaker: five calls in a row that do not come through stop new risk; one whole read after a rest closes it",
    "ready",
    `
    wait 61s -> read
    account-fails
    wait 1s -> read
    account-fails
    wait 2s -> read
    account-fails
    wait 4s -> read
    account-fails
    = breaker closed
    tick AAA -> depth AAA/USDT, depth AAAUSDT
    open AAAUSDT 500 -> "opening ekabcd1234-0", prepare AAAUSDT 2x
    unprepared AAAUSDT -4048 -> !leg-not-prepared, !closed
    wait 8s -> read
    account-fails
    = breaker closed
    wait 16s -> read
    account-fails
    wait 32s -> read
    account-fails
    wait 32s -> read
    account-fails
    wait 32s -> read
    account-fails -> !breaker
    = breaker open
    tick BBB -> depth BBB/USDT, depth BBBUSDT
    open BBBUSDT 500 -> "denied: breaker"
    `,
  ],
  [
    "RSK-5 breaker: the probe decides, a failed one does not alarm again, and a single answer elsewhere is not enough",
    "ready",
    `
    wait 61s -> read
    account-fails
    wait 1s -> read
    account-fails
    wait 2s -> read
    account-fails
    wait 4s -> read
    account-fails
    wait 8s -> read
    account-fails -> !breaker
    wait 29s -> read
    account
    = breaker open
    wait 2s -> read
    = breaker half-open
    account-fails
    = breaker open
    wait 31s -> read
    = breaker half-open
    depth BBB spot
    = breaker half-open
    tick BBB
    open BBBUSDT 500 -> "denied: breaker"
    account -> !breaker-closed
    = breaker closed
    tick BBB
    open BBBUSDT 500 -> "opening ekabcd1234-0", prepare BBBUSDT 2x
    `,
  ],
  [
    "RSK-5, I3 breaker: an open one holds back neither hedge nor repair nor exit",
    "half",
    `
    lost d0 -> !order-unknown, query d0
    unanswered d0
    wait 1s -> query d0
    unanswered d0
    wait 1s -> query d0
    unanswered d0
    wait 1s -> !unhedged, query d0
    unanswered d0 -> !breaker
    = breaker open
    wait 1s -> query d0
    fills d0 4
    found d0 -> intent d1 sell 6 hedge, send d1
    fills d1 6
    ack d1 -> !opened
    = breaker open
    close 0 -> intent u1 sell 10 exit, "closing ekabcd1234-0", send u1
    fills u1 10
    ack u1 -> intent d2 buy 10 repair, send d2
    `,
  ],
  [
    "MKT-10 rate-limited: while the venue wants to be left alone nothing is entered there, and leaving is tried",
    "open",
    `
    budget futures 100 30000 -> !rate-limited
    budget futures 100 20000
    tick BBB -> depth BBB/USDT, depth BBBUSDT
    open BBBUSDT 500 -> "denied: rate-limited"
    close 0 -> intent u1 sell 10 exit, "closing ekabcd1234-0", send u1
    wait 31s -> read
    tick BBB -> depth BBB/USDT, depth BBBUSDT
    open BBBUSDT 500 -> "opening ekabcd1234-1", prepare BBBUSDT 2x
    `,
  ],
  [
    "MKT-10 rate-limited: an order refused by a 429 counts as the venue's word, one held back by our own budget does not",
    "opening",
    `
    limited u0 own-budget 900 -> !order-rejected
    open BBBUSDT 500 -> "denied: pair-opening"
    wait 1s -> intent u1 buy 10.011 enter, send u1
    limited u1 -1003 7000 -> !rate-limited, !order-rejected
    open BBBUSDT 500 -> "denied: rate-limited"
    `,
  ],
  [
    "RSK-9, MKT-10 rate-budget: 70 % is called out once while it lasts, and again after a quiet while",
    "ready",
    `
    budget spot 71 -> !rate-budget
    wait 60s -> read
    account
    budget spot 85
    wait 61s -> read
    account
    wait 60s -> read
    account
    budget spot 70 -> !rate-budget
    `,
  ],
  [
    "RSK-9 rate-forecast: a window on its way is called out before it is there, once while it lasts, and stops nothing",
    "ready",
    `
    budget spot 28 0 84 -> !rate-forecast
    = gate open
    wait 60s -> read
    account
    budget spot 30 0 90
    budget spot 71 -> !rate-budget
    budget spot 30 0 90
    `,
  ],
  [
    "EXE-8 latency: answers that stay slow stop new risk; a single slow one does not, and quick ones let it in again",
    "ready",
    `
    slow 20 4
    slow 4000
    open BBBUSDT 5 -> "denied: leg-minimum"
    slow 1200 3
    open BBBUSDT 5 -> "denied: leg-minimum"
    slow 1300 -> !latency
    slow 1300
    open BBBUSDT 500 -> "denied: latency"
    slow 900 5
    open BBBUSDT 500 -> "opening ekabcd1234-0", prepare BBBUSDT 2x
    `,
  ],
];

describe("reach", () => {
  specify(ROWS);
});
