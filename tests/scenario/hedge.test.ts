import { describe } from "vitest";
import { type Row, specify } from "./specify.ts";

const ROWS: readonly Row[] = [
  [
    "The hedge is refused three times: the first leg goes back at once, and entries rest",
    "half",
    `
    refuse p0 -2019 -> !order-rejected
    wait 600ms -> intent p1 sell 10 hedge, send p1
    refuse p1 -2019 -> !order-rejected
    wait 1100ms -> intent p2 sell 10 hedge, send p2
    refuse p2 -2019 -> !order-rejected, !hedge-failed, intent s1 sell 10 repair, send s1
    fills s1 10
    ack s1 -> !closed
    = pair 0 closed 0.000989 0
    = books agree
    pulse
    = gate shut
    `,
  ],
  [
    "A hedge filled in part asks for the rest without a pause",
    "half",
    `
    fills p0 6
    ack p0 -> intent p1 sell 4 hedge, send p1
    fills p1 4
    ack p1 -> !opened
    = pair 0 open 10.000989 -10
    `,
  ],
  [
    "A part the other leg cannot follow goes back: the pair stays as large as its hedge",
    "half",
    `
    fills p0 6
    ack p0 -> intent p1 sell 4 hedge, send p1
    refuse p1 -2019 -> !order-rejected
    wait 600ms -> intent p2 sell 4 hedge, send p2
    refuse p2 -2019 -> !order-rejected
    wait 1100ms -> intent p3 sell 4 hedge, send p3
    refuse p3 -2019 -> !order-rejected, !hedge-failed, intent s1 sell 4 repair, send s1
    fills s1 4
    ack s1
    = pair 0 open 6.000989 -6
    `,
  ],
  [
    "The reply to the hedge is lost: the first leg is not touched; found filled",
    "half",
    `
    fills p0 10
    lost p0 -> !order-unknown, query p0
    = live 0 unknown
    wait 1s -> query p0
    found p0 -> !opened
    = pair 0 open 10.000989 -10
    = books agree
    `,
  ],
  [
    "The reply to the hedge is lost; found filled in part, only the rest is asked for",
    "half",
    `
    fills p0 6
    lost p0 -> !order-unknown, query p0
    found p0 -> intent p1 sell 4 hedge, send p1
    fills p1 4
    ack p1 -> !opened
    = pair 0 open 10.000989 -10
    = books agree
    `,
  ],
  [
    "Not found inside the receive window proves nothing",
    "half",
    `
    lost p0 -> !order-unknown, query p0
    found p0 hidden
    wait 1s -> query p0
    found p0 hidden
    wait 1s -> query p0
    found p0 hidden
    wait 1s -> !unhedged, query p0
    found p0 hidden
    wait 1s -> query p0
    found p0 hidden
    = order p0 unknown
    = pair 0 opening 10.000989 0
    `,
  ],
  [
    "Absent only after polls past the window and a whole account read after them; then it is sent anew under a new name",
    "half",
    `
    lost p0 -> !order-unknown, query p0
    wait 11s -> !unhedged, query p0
    found p0 hidden
    wait 1s -> query p0
    found p0 hidden
    wait 1s -> query p0
    found p0 hidden
    = order p0 unknown
    wait 1s -> query p0, read
    account
    = order p0 absent
    wait 600ms -> intent p1 sell 10 hedge, send p1
    fills p1 10
    ack p1 -> !opened
    = pair 0 open 10.000989 -10
    = books agree
    `,
  ],
  [
    "Said not to exist, but the position moved: it stays unknown and a human is called",
    "half",
    `
    fills p0 10
    lost p0 -> !order-unknown, query p0
    nameless
    wait 11s -> !unhedged, query p0
    found p0 hidden
    wait 1s -> query p0
    found p0 hidden
    wait 1s -> query p0
    found p0 hidden
    wait 1s -> query p0, read
    account -> !unproven-order
    = order p0 unknown
    = frozen AAAUSDT unproven-order
    found p0 -> !opened
    = pair 0 open 10.000989 -10
    = books agree
    `,
  ],
  [
    "An account read taken before the polls were done is no proof",
    "half",
    `
    lost p0 -> !order-unknown, query p0
    wait 61s -> !unhedged, query p0, read
    wait 1s -> query p0
    found p0 hidden
    wait 1s -> query p0
    found p0 hidden
    wait 1s -> query p0
    found p0 hidden
    account
    = order p0 unknown
    wait 1s -> query p0, read
    account
    = order p0 absent
    `,
  ],
  [
    "The reply to the first leg is lost: the stream's fill is booked, hedged, and not booked again",
    "opening",
    `
    fills s0 10.011
    lost s0 -> !order-unknown, query s0
    stream s0 -> intent p0 sell 10 hedge, send p0
    found s0
    = pair 0 opening 10.000989 0
    = books agree
    `,
  ],
  [
    "A fill that comes before its reply is hedged at once",
    "opening",
    `
    fills s0 10.011
    stream s0 -> intent p0 sell 10 hedge, send p0
    ack s0
    = pair 0 opening 10.000989 0
    = books agree
    `,
  ],
  [
    "The same fill by stream, reply, question and account read counts once",
    "opening",
    `
    fills s0 4
    fills s0 6.011
    stream s0 0
    stream s0 0
    ack s0 -> intent p0 sell 10 hedge, send p0
    stream s0 1
    found s0
    fills p0 3.99
    ack p0 -> intent p1 sell 6.01 hedge, send p1
    fills p1 6
    ack p1 -> !opened
    wait 61s -> read
    account
    = books agree
    = pair 0 open 10.000989 -9.99
    `,
  ],
  [
    "A fill after the venue said there was none is booked and hedged at once",
    "opening",
    `
    ack s0
    = order s0 expired
    fills s0 10.011
    stream s0 -> intent p0 sell 10 hedge, send p0
    = order s0 filled
    = pair 0 opening 10.000989 0
    `,
  ],
  [
    "The venue says done before its fills are known: it is asked, and nothing is done beside it",
    "opening",
    `
    fills s0 10.011
    ack s0 bare -> query s0
    = order s0 settling
    wait 1s -> query s0
    found s0 -> intent p0 sell 10 hedge, send p0
    = order s0 filled
    `,
  ],
  [
    "FREEZE between the legs blocks entries, never the hedge",
    "half",
    `
    freeze -> !freeze, "frozen: no new risk, open pairs stay guarded"
    = gate shut
    fills p0 10
    ack p0 -> !opened
    = pair 0 open 10.000989 -10
    `,
  ],
  [
    "Streams down, data stale, clock off: entries stop, the hedge goes on",
    "half",
    `
    streams down
    skew 9000
    refuse p0 -1001 -> !order-rejected
    wait 10s -> !unhedged, intent p1 sell 10 hedge, send p1
    fills p1 10
    ack p1 -> !opened
    = pair 0 open 10.000989 -10
    open BBBUSDT 500 -> "denied: venue-down"
    `,
  ],
  [
    "A venue that asks for patience gets it",
    "half",
    `
    refuse p0 -1003 4000 -> !order-rejected
    wait 3s -> !unhedged
    wait 1100ms -> intent p1 sell 10 hedge, send p1
    `,
  ],
  [
    "Close to a settlement the hedge does not wait",
    "half",
    `
    near 20s
    tick AAA
    refuse p0 -1001 -> !order-rejected
    wait 600ms -> intent p1 sell 10 hedge, send p1
    `,
  ],
  [
    "FLATTEN between the legs: the hedge under way is settled first, then both go",
    "half",
    `
    flatten -> !flatten, "closing", read
    fills p0 10
    ack p0 -> intent s1 sell 10 exit, send s1
    fills s1 10
    ack s1 -> intent p1 buy 10 repair, send p1
    fills p1 10
    ack p1 -> !closed
    = pair 0 closed 0.000989 0
    = proof none
    account -> !flat
    = proof flat
    `,
  ],
  [
    "FLATTEN between the legs, hedge refused: the first leg goes back, nothing is hedged any more",
    "half",
    `
    flatten -> !flatten, "closing", read
    refuse p0 -1013 -> !order-rejected
    wait 600ms -> intent s1 sell 10 repair, send s1
    fills s1 10
    ack s1 -> !closed
    account -> !flat
    = proof flat
    = books agree
    `,
  ],
  [
    "A part too small for the hedge goes back when no more can be had, and nobody says opened",
    "opening",
    `
    coarse-perpetual AAA 100
    fills s0 0.5
    ack s0 -> intent s1 buy 9.511 enter, send s1
    ack s1
    wait 600ms -> intent s2 buy 9.511 enter, send s2
    ack s2
    wait 1100ms -> intent s3 buy 9.511 enter, send s3
    ack s3 -> intent s4 sell 0.499 repair, send s4
    fills s4 0.499
    ack s4 -> !closed
    = pair 0 closed 0.0005 0
    `,
  ],
];

describe("between the legs", () => {
  specify(ROWS);
});
