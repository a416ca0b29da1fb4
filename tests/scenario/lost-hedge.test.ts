import { describe } from "vitest";
import { type Row, specify } from "./specify.ts";

const ROWS: readonly Row[] = [
  [
    "I3: the read a lost hedge waits for is asked at no growing pauses while it fails",
    "half",
    `
    lost d0 -> !order-unknown, query d0
    wait 11s -> !unhedged, query d0
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    wait 1s -> query d0, read
    account-fails
    wait 1s -> query d0, read
    account-fails
    wait 1s -> query d0, read
    account-fails
    wait 1s -> query d0, read
    account-fails
    wait 1s -> query d0, read
    account
    = order d0 absent
    `,
  ],
  [
    "I3: a question our own budget keeps back is none that failed: the next one goes out as soon as it may",
    "half",
    `
    lost d0 -> !order-unknown, query d0
    wait 11s -> !unhedged, query d0
    unanswered d0 limited
    wait 1s -> query d0
    unanswered d0 limited
    wait 1s -> query d0
    unanswered d0 limited
    wait 1s -> query d0
    unanswered d0 limited
    wait 1s -> query d0
    unanswered d0 limited
    wait 1s -> query d0
    unanswered d0 limited
    wait 1s -> query d0
    unanswered d0 limited
    wait 1s -> query d0
    unanswered d0 limited
    wait 1s -> query d0
    `,
  ],
  [
    "I3: a read nothing waited for and our own budget refused holds back none that a lost hedge waits for",
    "half",
    `
    lost d0 -> !order-unknown, query d0
    wait 61s -> !unhedged, query d0, read
    account-refused
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    wait 1s -> query d0, read
    account
    = order d0 absent
    `,
  ],
  [
    "I3: a proof our own budget refused is asked for again out of what is kept for it, not when the minute is over",
    "half",
    `
    lost d0 -> !order-unknown, query d0
    wait 11s -> !unhedged, query d0
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    wait 1s -> query d0, read
    account-refused
    wait 1s -> query d0
    wait 10s -> query d0, read
    account
    = order d0 absent
    `,
  ],
  [
    "I3: a venue that does not tell is asked every two seconds while a leg stands alone, however often it was asked",
    "half",
    `
    lost d0 -> !order-unknown, query d0
    accepts d0
    fills d0 10
    wait 11s -> !unhedged, query d0
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    wait 1s -> query d0, read
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    wait 2s -> query d0
    found d0 hidden
    wait 2s -> query d0
    found d0 hidden
    wait 2s -> query d0
    found d0 hidden
    wait 2s -> query d0
    found d0 hidden
    wait 2s -> query d0
    found d0 -> !opened
    `,
  ],
  [
    "I3: after a start a leg alone is hedged though another venue has not told anything yet",
    `join
    start
    catalogue
    catalogue other
    account
    account other
    facts
    pulse
    tick AAA
    depth AAA spot
    open AAAUSDT 500
    prepared AAAUSDT
    fills u0 5.006
    ack u0`,
    `
    refuse d0 -2019 -> !order-rejected
    restart
    catalogue -> read
    account
    facts
    tick AAA
    pulse -> intent d1 sell 5 hedge, send d1
    = phase reconciling
    `,
  ],
];

describe("what a lost hedge waits for", () => {
  specify(ROWS);
});
