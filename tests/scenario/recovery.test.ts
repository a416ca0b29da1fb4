import { describe } from "vitest";
import { type Row, specify } from "./specify.ts";

const ROWS: readonly Row[] = [
  [
    "A clean restart goes on with the same pair and the same books, and alarms nobody before prices are known",
    "open",
    `
    restart
    catalogue -> read
    = phase reconciling
    account
    pulse
    = phase ready
    = kill run
    = pair 0 open 10.000989 -10
    = books agree
    facts
    tick AAA
    pulse
    = kill run
    `,
  ],
  [
    "Killed while the first intent was being stored: it never existed",
    "ready",
    `
    by-hand
    tick AAA -> prepare AAAUSDT 2x
    prepared AAAUSDT -> intent s0 buy 10.011 enter
    restart
    catalogue -> read
    account
    pulse -> !closed
    = phase ready
    = pair 0 closed 0 0
    `,
  ],
  [
    "Killed between commit and reply, never arrived: unknown, then absent; the pair ends with nothing",
    "opening",
    `
    restart
    = order s0 unknown
    catalogue -> read
    account
    wait 11s -> query s0, read
    found s0 hidden
    account
    wait 1s -> query s0, read
    found s0 hidden
    account
    wait 1s -> query s0, read
    found s0 hidden
    account
    wait 1s -> query s0, read
    account
    = order s0 absent
    pulse -> !closed
    = phase ready
    pulse
    = pair 0 closed 0 0
    `,
  ],
  [
    "Killed between commit and reply, filled meanwhile: found by its name, then hedged",
    "opening",
    `
    fills s0 10.011
    restart
    catalogue -> read
    account
    = pair 0 opening 10.000989 0
    pulse
    = phase ready
    facts
    tick AAA
    pulse -> intent p0 sell 10 hedge, send p0
    `,
  ],
  [
    "Killed before the hedge's reply, filled meanwhile: read, booked once, whole",
    "half",
    `
    fills p0 10
    restart
    catalogue -> read
    account -> !opened
    = order p0 filled
    = pair 0 open 10.000989 -10
    pulse
    = phase ready
    = books agree
    `,
  ],
  [
    "Killed before the hedge's reply, never arrived: proven absent, then hedged anew",
    "half",
    `
    restart
    catalogue -> read
    account
    wait 11s -> query p0, read
    found p0 hidden
    account
    wait 1s -> query p0, read
    found p0 hidden
    account
    wait 1s -> query p0, read
    found p0 hidden
    account
    wait 1s -> query p0, read
    account -> !unhedged
    = order p0 absent
    pulse
    facts
    tick AAA
    wait 1s -> intent p1 sell 10 hedge, send p1
    fills p1 10
    ack p1 -> !opened
    = pair 0 open 10.000989 -10
    = books agree
    `,
  ],
  [
    "Killed between the reply and the hedge's commit: the hedge does not wait for leverage to be set again",
    "opening",
    `
    by-hand
    fills s0 10.011
    ack s0 -> intent p0 sell 10 hedge
    restart
    catalogue -> read
    account
    pulse
    = phase ready
    facts
    tick AAA
    pulse -> intent p0 sell 10 hedge
    `,
  ],
  [
    "Killed while acknowledged and still working: asked until done",
    "half",
    `
    ack p0 open
    = order p0 acknowledged
    restart
    = order p0 unknown
    catalogue -> read
    account
    fills p0 10
    found p0 -> !opened
    wait 1s -> read
    account
    pulse
    = phase ready
    = pair 0 open 10.000989 -10
    `,
  ],
  [
    "Killed while settling",
    "half",
    `
    fills p0 10
    ack p0 bare -> query p0
    = order p0 settling
    restart
    catalogue -> read
    account -> !opened
    = order p0 filled
    = pair 0 open 10.000989 -10
    = books agree
    `,
  ],
  [
    "Killed between the legs of an exit: the exit goes on",
    "open",
    `
    close 0 -> intent s1 sell 10 exit, "closing ekabcd1234-0", send s1
    fills s1 10
    ack s1 -> intent p1 buy 10 repair, send p1
    restart
    catalogue -> read
    account
    wait 11s -> query p1, read
    found p1 hidden
    account
    wait 1s -> query p1, read
    found p1 hidden
    account
    wait 1s -> query p1, read
    found p1 hidden
    account
    wait 1s -> query p1, read
    account -> !unhedged
    = pair 0 closing 0.000989 -10
    pulse
    facts
    tick AAA
    wait 1s -> intent p2 buy 10 repair, send p2
    `,
  ],
  [
    "A trade that comes to light after its pair was given up and the process was restarted is still ours: taken back",
    "opening",
    `
    freeze -> !freeze, "frozen: no new risk, open pairs stay guarded"
    lost s0 -> !order-unknown, query s0
    wait 11s -> query s0
    found s0 hidden
    wait 1s -> query s0
    found s0 hidden
    wait 1s -> query s0
    found s0 hidden
    wait 1s -> query s0, read
    account
    = order s0 absent
    wait 1s -> !closed
    = pair 0 closed 0 0
    restart
    catalogue -> read
    account
    pulse
    = phase ready
    facts
    tick AAA
    fills s0 10.011
    wait 61s -> read
    account -> intent s1 sell 10 repair, send s1
    = pair 0 closing 10.000989 0
    fills s1 10
    ack s1 -> !closed
    = books agree
    `,
  ],
  [
    "The machine's clock was set back an hour while the process was away: a missing hedge does not wait for that hour",
    "opening",
    `
    fills s0 10.011
    ack s0 -> intent p0 sell 10 hedge, send p0
    refuse p0 -1003 30000 -> !order-rejected
    set-back 1h
    restart
    catalogue -> read
    account
    pulse
    = phase ready
    facts
    tick AAA
    wait 61s -> !unhedged, intent p1 sell 10 hedge, read, send p1
    `,
  ],
  [
    "Set back while an order's fate is open: it is still proven absent in seconds, and hedged anew",
    "half",
    `
    lost p0 -> !order-unknown, query p0
    set-back 1h
    restart
    catalogue -> read
    account
    wait 11s -> query p0, read
    found p0 hidden
    wait 1s -> query p0
    found p0 hidden
    wait 1s -> query p0
    found p0 hidden
    account
    wait 1s -> query p0, read
    account -> !unhedged
    = order p0 absent
    facts
    tick AAA
    wait 1s -> intent p1 sell 10 hedge, send p1
    `,
  ],
  [
    "FREEZE survives a restart",
    "open",
    `
    freeze -> !freeze, "frozen: no new risk, open pairs stay guarded"
    restart
    catalogue -> read
    account
    pulse
    = kill freeze
    = gate shut
    `,
  ],
  [
    "FLATTEN survives a restart and goes on",
    "half",
    `
    flatten -> !flatten, "closing", read
    restart
    catalogue -> read
    account
    fills p0 10
    found p0
    wait 1s -> read
    account
    pulse
    = kill flatten
    facts
    tick AAA
    pulse -> intent s1 sell 10 exit, send s1
    fills s1 10
    ack s1 -> intent p1 buy 10 repair, send p1
    fills p1 10
    ack p1 -> !closed
    wait 1s -> read
    account -> !flat
    = proof flat
    `,
  ],
  [
    "A market that left the catalogue while we were away halts, with words, not with a crash",
    "open",
    `
    unlist AAA
    restart
    catalogue -> read
    account
    wait 1s -> read
    account
    wait 1s -> read
    account -> !halted
    = phase reconciling
    `,
  ],
  [
    "Killed after the commit, before hearing of it: asked for, absent, and the entry of a former life is not gone on with",
    "ready",
    `
    by-hand
    tick AAA -> prepare AAAUSDT 2x
    prepared AAAUSDT -> intent s0 buy 10.011 enter
    committed
    restart
    = order s0 unknown
    catalogue -> read
    account
    wait 11s -> query s0, read
    found s0 hidden
    account
    wait 1s -> query s0, read
    found s0 hidden
    account
    wait 1s -> query s0, read
    found s0 hidden
    account
    wait 1s -> query s0, read
    account
    = order s0 absent
    pulse -> !closed
    = phase ready
    pulse
    = pair 0 closed 0 0
    `,
  ],
];

describe("recovery", () => {
  specify(ROWS);
});
