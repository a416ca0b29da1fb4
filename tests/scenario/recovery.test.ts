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
    prepared AAAUSDT -> intent u0 buy 10.011 enter
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
    = order u0 unknown
    catalogue -> read
    account
    wait 11s -> query u0, read
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
    fills u0 10.011
    restart
    catalogue -> read
    account -> depth AAA/USDT, depth AAAUSDT
    = pair 0 opening 10.000989 0
    pulse
    = phase ready
    facts
    tick AAA
    pulse -> intent d0 sell 10 hedge, send d0
    `,
  ],
  [
    "Killed before the hedge's reply, filled meanwhile: read, booked once, whole",
    "half",
    `
    fills d0 10
    restart
    catalogue -> read
    account -> !opened
    = order d0 filled
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
    = order d0 absent
    pulse
    facts
    tick AAA
    wait 1s -> intent d1 sell 10 hedge, send d1
    fills d1 10
    ack d1 -> !opened
    = pair 0 open 10.000989 -10
    = books agree
    `,
  ],
  [
    "Killed between the reply and the hedge's commit: the hedge does not wait for leverage to be set again",
    "opening",
    `
    by-hand
    fills u0 10.011
    ack u0 -> intent d0 sell 10 hedge
    restart
    catalogue -> read
    account -> depth AAA/USDT, depth AAAUSDT
    pulse
    = phase ready
    facts
    tick AAA
    pulse -> intent d0 sell 10 hedge
    `,
  ],
  [
    "Killed while acknowledged and still working: asked until done",
    "half",
    `
    ack d0 open
    = order d0 acknowledged
    restart
    = order d0 unknown
    catalogue -> read
    account
    fills d0 10
    found d0 -> !opened
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
    fills d0 10
    ack d0 bare -> query d0
    = order d0 settling
    restart
    catalogue -> read
    account -> !opened
    = order d0 filled
    = pair 0 open 10.000989 -10
    = books agree
    `,
  ],
  [
    "Killed between the legs of an exit: the exit goes on",
    "open",
    `
    close 0 -> intent u1 sell 10 exit, "closing ekabcd1234-0", send u1
    fills u1 10
    ack u1 -> intent d1 buy 10 repair, send d1
    restart
    catalogue -> read
    account
    wait 11s -> !unhedged, query d1, read
    found d1 hidden
    account
    wait 1s -> query d1, read
    found d1 hidden
    account
    wait 1s -> query d1, read
    found d1 hidden
    account
    wait 1s -> query d1, read
    account
    = pair 0 closing 0.000989 -10
    pulse
    facts
    tick AAA
    wait 1s -> intent d2 buy 10 repair, send d2
    `,
  ],
  [
    "A trade that comes to light after its pair was given up and the process was restarted is still ours: taken back",
    "opening",
    `
    freeze -> !freeze, "frozen: no new risk, open pairs stay guarded"
    lost u0 -> !order-unknown, query u0
    wait 11s -> query u0
    found u0 hidden
    wait 1s -> query u0
    found u0 hidden
    wait 1s -> query u0
    found u0 hidden
    wait 1s -> query u0, read
    account -> !closed
    = order u0 absent
    = pair 0 closed 0 0
    restart
    catalogue -> read
    account
    pulse
    = phase ready
    facts
    tick AAA
    fills u0 10.011
    wait 61s -> read
    account -> intent u1 sell 10 repair, send u1
    = pair 0 closing 10.000989 0
    fills u1 10
    ack u1 -> !closed
    = books agree
    `,
  ],
  [
    "The machine's clock was set back an hour while the process was away: a missing hedge does not wait for that hour",
    "opening",
    `
    fills u0 10.011
    ack u0 -> intent d0 sell 10 hedge, send d0
    refuse d0 -1003 9000 -> !order-rejected
    set-back 1h
    restart
    catalogue -> read
    account
    pulse
    = phase ready
    facts
    tick AAA
    wait 61s -> !unhedged, intent d1 sell 10 hedge, read, depth AAAUSDT, send d1
    `,
  ],
  [
    "Set back while an order's fate is open: it is still proven absent in seconds, and hedged anew",
    "half",
    `
    lost d0 -> !order-unknown, query d0
    set-back 1h
    restart
    catalogue -> read
    account
    wait 11s -> !unhedged, query d0, read
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    account
    wait 1s -> query d0, read
    account
    = order d0 absent
    facts
    tick AAA
    wait 1s -> intent d1 sell 10 hedge, send d1
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
    fills d0 10
    found d0
    wait 1s -> read
    account
    pulse -> depth AAA/USDT, depth AAAUSDT
    = kill flatten
    facts
    tick AAA
    pulse -> intent u1 sell 10 exit, send u1
    fills u1 10
    ack u1 -> intent d1 buy 10 repair, send d1
    fills d1 10
    ack d1 -> !closed
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
    pulse -> !halted
    = phase reconciling
    resume -> !resume, "running"
    pulse
    = phase ready
    `,
  ],
  [
    "Killed after the commit, before hearing of it: asked for, absent, and the entry of a former life is not gone on with",
    "ready",
    `
    by-hand
    tick AAA -> prepare AAAUSDT 2x
    prepared AAAUSDT -> intent u0 buy 10.011 enter
    committed
    restart
    = order u0 unknown
    catalogue -> read
    account
    wait 11s -> query u0, read
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
