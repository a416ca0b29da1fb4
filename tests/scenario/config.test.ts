import { describe } from "vitest";
import { type Row, specify } from "./specify.ts";

const ROWS: readonly Row[] = [
  [
    "A change is the next version, stored, said and in force at once",
    "ready",
    `
    = version 1
    config size.pairsMax=3 risk.jumpBpsMax=500 -> !config-changed, "configured: version"
    = version 2
    = configured size.pairsMax 3
    = configured risk.jumpBpsMax 500
    = versions-kept 1 2
    `,
  ],
  [
    "A change on a version that runs no more is refused and changes nothing",
    "ready",
    `
    config size.pairsMax=3 -> !config-changed, "configured: version"
    config size.pairsMax=9 base=1 -> "refused: config-changed"
    = configured size.pairsMax 3
    = versions-kept 1 2
    `,
  ],
  [
    "A change to what already is makes no version",
    "ready",
    `
    config size.pairsMax=5 -> "unchanged: version"
    = versions-kept 1
    `,
  ],
  [
    "A restart runs the newest configuration of the journal",
    "ready",
    `
    config size.leverage=3 -> !config-changed, "configured: version"
    restart
    = version 2
    = configured size.leverage 3
    = versions-kept 1 2
    `,
  ],
  [
    "Room for no pair shuts the gate at once, room for one opens it",
    "ready",
    `
    = gate open
    config size.legNotionalMin=1000000 -> !config-changed, "configured: version"
    = gate shut
    config size.legNotionalMin=100 -> !config-changed, "configured: version"
    = gate open
    `,
  ],
  [
    "Carries are priced anew, not when the hour is over",
    "ready",
    `
    config entry.cashAnnualPercent=50 -> !config-changed, "configured: version"
    tick AAA
    = verdict AAA history-short
    pulse
    tick AAA
    = verdict AAA cash
    `,
  ],
  [
    "A shorter receive window counts for new orders: one sent under the longer may still arrive, a restart or not",
    "opening",
    `
    config execution.receiveWindowMs=500 -> !config-changed, "configured: version"
    restart
    catalogue -> read
    account
    wait 2s -> query u0, read
    found u0 hidden
    account
    wait 2s -> query u0, read
    found u0 hidden
    account
    wait 2s -> query u0, read
    found u0 hidden
    account
    wait 2s -> query u0, read
    found u0 hidden
    account
    = order u0 unknown
    wait 2s -> query u0, read
    found u0 hidden
    account
    wait 1s -> query u0, read
    found u0 hidden
    account
    wait 1s -> query u0, read
    found u0 hidden
    account
    wait 1s -> query u0, read
    account
    = order u0 absent
    `,
  ],
  [
    "Set back after the receive window was shortened: what was sent before is still proven absent in minutes",
    "half",
    `
    lost d0 -> !order-unknown, query d0
    config execution.receiveWindowMs=500 -> !config-changed, "configured: version"
    set-back 1h
    restart
    catalogue -> read
    account
    wait 121s -> !unhedged, query d0, read
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    account
    wait 1s -> query d0, read
    account
    = order d0 absent
    `,
  ],
  [
    "A changed leverage is set for the next pair of a market that had another, never under a pair that is held",
    "open",
    `
    config size.leverage=3 exit.cooldownMs=0 -> !config-changed, "configured: version"
    tick AAA
    close 0 -> intent u1 sell 10 exit, "closing ekabcd1234-0", send u1
    fills u1 10
    ack u1 -> intent d1 buy 10 repair, send d1
    fills d1 10
    ack d1 -> !closed
    wait 1s
    facts
    depth AAA spot
    pulse
    tick AAA -> prepare AAAUSDT 3x
    `,
  ],
];

describe("the owner's numbers", () => {
  specify(ROWS);
});
