import { describe } from "vitest";
import { type Row, specify } from "./specify.ts";

const ROWS: readonly Row[] = [
  [
    "The hedge is refused three times: the first leg goes back at once, and entries rest",
    "half",
    `
    refuse d0 -2019 -> !order-rejected
    wait 600ms -> intent d1 sell 10 hedge, send d1
    refuse d1 -2019 -> !order-rejected
    wait 1100ms -> intent d2 sell 10 hedge, send d2
    refuse d2 -2019 -> !order-rejected, !hedge-failed, intent u1 sell 10 repair, send u1
    fills u1 10
    ack u1 -> !closed
    = pair 0 closed 0.000989 0
    = books agree
    pulse
    = gate shut
    `,
  ],
  [
    "What is refused is tried again within two seconds, and at no worse a price: nobody has looked at it",
    "half",
    `
    refuse d0 -2019 -> !order-rejected
    wait 600ms -> intent d1 sell 10 hedge, send d1
    = limit d1 99.5
    refuse d1 -2019 -> !order-rejected
    wait 1100ms -> intent d2 sell 10 hedge, send d2
    = limit d2 99.5
    refuse d2 -2019 -> !order-rejected, !hedge-failed, intent u1 sell 10 repair, send u1
    refuse u1 -2015 -> !order-rejected
    wait 600ms -> intent u2 sell 10 repair, send u2
    refuse u2 -2015 -> !order-rejected
    wait 1100ms -> !unhedged, intent u3 sell 10 repair, send u3
    refuse u3 -2015 -> !order-rejected
    wait 2100ms -> intent u4 sell 10 repair, depth AAA/USDT, send u4
    refuse u4 -2015 -> !order-rejected
    wait 2100ms -> intent u5 sell 10 repair, send u5
    refuse u5 -2015 -> !order-rejected
    wait 2100ms -> intent u6 sell 10 repair, send u6
    = limit u6 99.5
    `,
  ],
  [
    "A coin whose entry was taken back is not entered again for a growing while, across restarts too",
    "half",
    `
    refuse d0 -2019 -> !order-rejected
    wait 600ms -> intent d1 sell 10 hedge, send d1
    refuse d1 -2019 -> !order-rejected
    wait 1100ms -> intent d2 sell 10 hedge, send d2
    refuse d2 -2019 -> !order-rejected, !hedge-failed, intent u1 sell 10 repair, send u1
    fills u1 10
    ack u1 -> !closed
    config exit.cooldownMs=0 -> !config-changed, "configured: version"
    wait 59m -> read
    account
    tick AAA
    pulse
    tick AAA
    = verdict AAA churn
    open AAAUSDT 500 -> "denied: churn"
    restart
    catalogue -> read
    account
    facts
    pulse
    tick AAA
    depth AAA spot
    pulse
    tick AAA
    = verdict AAA churn
    wait 1m -> read
    account
    tick AAA -> depth AAA/USDT, depth AAAUSDT
    depth AAA spot
    pulse
    tick AAA -> prepare AAAUSDT 2x
    = verdict AAA clear
    `,
  ],
  [
    "A hedge filled in part asks for the rest without a pause",
    "half",
    `
    fills d0 6
    ack d0 -> intent d1 sell 4 hedge, send d1
    fills d1 4
    ack d1 -> !opened
    = pair 0 open 10.000989 -10
    `,
  ],
  [
    "A part the other leg cannot follow goes back: the pair stays as large as its hedge",
    "half",
    `
    fills d0 6
    ack d0 -> intent d1 sell 4 hedge, send d1
    refuse d1 -2019 -> !order-rejected
    wait 600ms -> intent d2 sell 4 hedge, send d2
    refuse d2 -2019 -> !order-rejected
    wait 1100ms -> intent d3 sell 4 hedge, send d3
    refuse d3 -2019 -> !order-rejected, !hedge-failed, intent u1 sell 4 repair, send u1
    fills u1 4
    ack u1
    = pair 0 open 6.000989 -6
    `,
  ],
  [
    "The reply to the hedge is lost: the first leg is not touched; found filled",
    "half",
    `
    fills d0 10
    lost d0 -> !order-unknown, query d0
    = live 0 unknown
    wait 1s -> query d0
    found d0 -> !opened
    = pair 0 open 10.000989 -10
    = books agree
    `,
  ],
  [
    "The reply to the hedge is lost; found filled in part, only the rest is asked for",
    "half",
    `
    fills d0 6
    lost d0 -> !order-unknown, query d0
    found d0 -> intent d1 sell 4 hedge, send d1
    fills d1 4
    ack d1 -> !opened
    = pair 0 open 10.000989 -10
    = books agree
    `,
  ],
  [
    "Not found inside the receive window proves nothing",
    "half",
    `
    lost d0 -> !order-unknown, query d0
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    wait 1s -> !unhedged, query d0
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    = order d0 unknown
    = pair 0 opening 10.000989 0
    `,
  ],
  [
    "Absent only after polls past the window and a whole account read after them; then it is sent anew under a new name",
    "half",
    `
    lost d0 -> !order-unknown, query d0
    wait 11s -> !unhedged, query d0
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    = order d0 unknown
    wait 1s -> query d0, read
    account
    = order d0 absent
    wait 600ms -> intent d1 sell 10 hedge, depth AAAUSDT, send d1
    fills d1 10
    ack d1 -> !opened
    = pair 0 open 10.000989 -10
    = books agree
    `,
  ],
  [
    "Said not to exist, but the position moved: it stays unknown and a human is called",
    "half",
    `
    fills d0 10
    lost d0 -> !order-unknown, query d0
    nameless
    wait 11s -> !unhedged, query d0
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    wait 1s -> query d0, read
    account -> !unproven-order
    = order d0 unknown
    = frozen AAAUSDT unproven-order
    found d0 -> !opened
    = pair 0 open 10.000989 -10
    = books agree
    `,
  ],
  [
    "An account read taken before the polls were done is no proof",
    "half",
    `
    lost d0 -> !order-unknown, query d0
    wait 61s -> !unhedged, query d0, read
    wait 1s -> query d0
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    account
    = order d0 unknown
    wait 1s -> query d0, read
    account
    = order d0 absent
    `,
  ],
  [
    "The reply to the first leg is lost: the stream's fill is booked, hedged, and not booked again",
    "opening",
    `
    fills u0 10.011
    lost u0 -> !order-unknown, query u0
    stream u0 -> intent d0 sell 10 hedge, send d0
    found u0
    = pair 0 opening 10.000989 0
    = books agree
    `,
  ],
  [
    "A fill that comes before its reply is hedged at once",
    "opening",
    `
    fills u0 10.011
    stream u0 -> intent d0 sell 10 hedge, send d0
    ack u0
    = pair 0 opening 10.000989 0
    = books agree
    `,
  ],
  [
    "The same fill by stream, reply, question and account read counts once",
    "opening",
    `
    fills u0 4
    fills u0 6.011
    stream u0 0
    stream u0 0
    ack u0 -> intent d0 sell 10 hedge, send d0
    stream u0 1
    found u0
    fills d0 3.99
    ack d0 -> intent d1 sell 6.01 hedge, send d1
    fills d1 6
    ack d1 -> !opened
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
    ack u0
    = order u0 expired
    fills u0 10.011
    stream u0 -> intent d0 sell 10 hedge, send d0
    = order u0 filled
    = pair 0 opening 10.000989 0
    `,
  ],
  [
    "The venue says done before its fills are known: it is asked, and nothing is done beside it",
    "opening",
    `
    fills u0 10.011
    ack u0 bare -> query u0
    = order u0 settling
    wait 1s -> query u0
    found u0 -> intent d0 sell 10 hedge, send d0
    = order u0 filled
    `,
  ],
  [
    "FREEZE between the legs blocks entries, never the hedge",
    "half",
    `
    freeze -> !freeze, "frozen: no new risk, open pairs stay guarded"
    = gate shut
    fills d0 10
    ack d0 -> !opened
    = pair 0 open 10.000989 -10
    `,
  ],
  [
    "Streams down, data stale, clock off: entries stop, the hedge goes on",
    "half",
    `
    streams down
    skew 9000
    refuse d0 -1001 -> !order-rejected
    wait 10s -> !unhedged, intent d1 sell 10 hedge, depth AAAUSDT, send d1
    fills d1 10
    ack d1 -> !opened
    = pair 0 open 10.000989 -10
    open BBBUSDT 500 -> "denied: venue-down"
    `,
  ],
  [
    "A venue that asks for patience gets it",
    "half",
    `
    refuse d0 -1003 4000 -> !order-rejected
    wait 3s -> !unhedged
    wait 1100ms -> intent d1 sell 10 hedge, send d1
    `,
  ],
  [
    "Close to a settlement the hedge does not wait",
    "half",
    `
    near 20s
    tick AAA
    refuse d0 -1001 -> !order-rejected
    wait 600ms -> intent d1 sell 10 hedge, send d1
    `,
  ],
  [
    "FLATTEN between the legs: the hedge under way is settled first, then both go",
    "half",
    `
    flatten -> !flatten, "closing", read
    fills d0 10
    ack d0 -> intent u1 sell 10 exit, send u1
    fills u1 10
    ack u1 -> intent d1 buy 10 repair, send d1
    fills d1 10
    ack d1 -> !closed
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
    refuse d0 -1013 -> !order-rejected
    wait 600ms -> intent u1 sell 10 repair, send u1
    fills u1 10
    ack u1 -> !closed
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
    fills u0 0.5
    ack u0 -> intent u1 buy 9.511 enter, send u1
    ack u1
    wait 600ms -> intent u2 buy 9.511 enter, send u2
    ack u2
    wait 1100ms -> intent u3 buy 9.511 enter, send u3
    ack u3 -> intent u4 sell 0.499 repair, send u4
    fills u4 0.499
    ack u4 -> !closed
    = pair 0 closed 0.0005 0
    `,
  ],
];

describe("between the legs", () => {
  specify(ROWS);
});
