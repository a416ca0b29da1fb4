import { describe } from "vitest";
import { type Row, specify } from "./specify.ts";

const ROWS: readonly Row[] = [
  [
    "Stale data blocks an entry",
    "ready",
    `
    wait 5s
    open AAAUSDT 500 -> "denied: stale"
    = denied AAA no
    `,
  ],
  [
    "A crossed book blocks an entry until it is uncrossed",
    "ready",
    `
    top AAA/USDT 101 99
    open AAAUSDT 500 -> "denied: quarantined"
    tick AAA -> prepare AAAUSDT 2x
    `,
  ],
  [
    "A zero price is a missing price",
    "ready",
    `
    top AAA/USDT 0 100.01
    = quarantine AAA/USDT zero
    open AAAUSDT 500 -> "denied: quarantined"
    `,
  ],
  [
    "A malformed frame blocks its market until a good one comes",
    "ready",
    `
    malformed AAA/USDT
    open AAAUSDT 500 -> "denied: quarantined"
    = quarantine AAA/USDT malformed
    `,
  ],
  [
    "A jump is believed after three frames that agree",
    "ready",
    `
    top AAA/USDT 149.99 150.01
    = quarantine AAA/USDT jump
    top AAA/USDT 149.99 150.01
    top AAA/USDT 149.99 150.01
    = quarantine AAA/USDT none
    `,
  ],
  [
    "A mark far from its index blocks an entry, given by hand or not",
    "ready",
    `
    mark AAA 105
    open AAAUSDT 500 -> "denied: quarantined"
    `,
  ],
  [
    "A perpetual and a spot five per cent apart are not the same thing, whoever asks",
    "ready",
    `
    tick AAA -> prepare AAAUSDT 2x
    top AAA/USDT 93.99 94.01
    open AAAUSDT 500 -> "denied: pair-ratio"
    `,
  ],
  [
    "A market that does not trade is not entered",
    "ready",
    `
    status AAAUSDT halted
    open AAAUSDT 500 -> "denied: not-trading"
    `,
  ],
  [
    "A candidate that fell silent does not bar the others",
    "ready",
    `
    freeze -> !freeze, "frozen: no new risk, open pairs stay guarded"
    tick AAA
    = verdict AAA clear
    resume -> !resume, "running"
    wait 5s
    tick BBB
    = verdict AAA stale
    tick BBB -> prepare BBBUSDT 2x
    `,
  ],
  [
    "A stream that is down stops entries; up again, the account is read before it is trusted",
    "ready",
    `
    streams down
    open AAAUSDT 500 -> "denied: venue-down"
    streams up -> read
    account
    tick AAA -> prepare AAAUSDT 2x
    `,
  ],
];

describe("market data and entries", () => {
  specify(ROWS);
});
