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
];

describe("what a lost hedge waits for", () => {
  specify(ROWS);
});
