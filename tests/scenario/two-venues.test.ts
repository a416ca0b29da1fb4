import { describe } from "vitest";
import { type Row, specify } from "./specify.ts";

/** The long stands at the other venue, which keeps all its money in one wallet; the short at ours. */
const ROWS: readonly Row[] = [
  [
    "STR-2 a spread: both venues prepared, the thinner book first, its hedge at the other venue for exactly what it got",
    "two-ready",
    `
    by-hand
    tick AAA -> prepare AAA-PERP 2x, prepare AAAUSDT 2x
    prepared AAA-PERP
    prepared AAAUSDT -> intent u0 buy 14 enter resting 100
    stored -> send u0
    fills u0 14
    ack u0 -> intent d0 sell 14 hedge
    = pair 0 opening 14 0
    stored -> send d0
    fills d0 14
    ack d0 -> !opened
    = pair 0 open 14 -14
    = books agree
    `,
  ],
  [
    "Partial fills on both venues: each part is hedged at the other before the next is asked for",
    "two-opening",
    `
    fills u0 4
    ack u0 -> intent d0 sell 4 hedge, send d0
    fills d0 3
    ack d0 -> intent d1 sell 1 hedge, send d1
    = pair 0 opening 4 -3
    fills d1 1
    ack d1 -> intent u1 buy 10 enter resting 100, send u1
    fills u1 10
    ack u1 -> intent d2 sell 10 hedge, send d2
    fills d2 10
    ack d2 -> !opened
    = pair 0 open 14 -14
    = books agree
    `,
  ],
  [
    "A resting leg fills in parts: each is hedged at the other venue while the rest goes on waiting",
    "two-opening",
    `
    rests u0
    ack u0 open
    fills u0 4
    stream u0 -> intent d0 sell 4 hedge, send d0
    fills d0 4
    ack d0
    = pair 0 opening 4 -4
    rests u0 no-more
    fills u0 10
    stream u0 1 -> intent d1 sell 10 hedge, send d1
    fills d1 10
    ack d1 -> !opened
    = pair 0 open 14 -14
    = books agree
    `,
  ],
  [
    "The hedge's venue goes down: UNKNOWN, asked and never sent again; its breaker alone opens; back, and found filled",
    "two-half",
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
    = breaker other closed
    = live 0 unknown
    wait 1s -> query d0
    fills d0 14
    found d0 -> !opened
    = pair 0 open 14 -14
    = books agree
    `,
  ],
  [
    "The hedge's venue comes back and never had it: absent by polls and its own read, then sent anew under a new name",
    "two-half",
    `
    lost d0 -> !order-unknown, query d0
    wait 11s -> !unhedged, query d0, read other
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    wait 1s -> query d0
    found d0 hidden
    wait 1s -> query d0, read
    account other
    = order d0 unknown
    account
    = order d0 absent
    wait 600ms -> intent d1 sell 14 hedge, depth AAAUSDT, send d1
    fills d1 14
    ack d1 -> !opened
    = pair 0 open 14 -14
    = books agree
    `,
  ],
  [
    "The hedge's venue refuses three times: the first leg goes back where it was got",
    "two-half",
    `
    refuse d0 -2019 -> !order-rejected
    wait 600ms -> intent d1 sell 14 hedge, send d1
    refuse d1 -2019 -> !order-rejected
    wait 1100ms -> intent d2 sell 14 hedge, send d2
    refuse d2 -2019 -> !order-rejected, !hedge-failed, intent u1 sell 14 repair, send u1
    fills u1 14
    ack u1 -> !closed
    = pair 0 closed 0 0
    = books agree
    `,
  ],
  [
    "I3: the hedge's venue wants to be left alone for ten minutes: the first leg goes back at once where it was got",
    "two-half",
    `
    limited d0 -1003 600000 -> !rate-limited, !order-rejected, !hedge-failed, intent u1 sell 14 repair, send u1
    fills u1 14
    ack u1 -> !closed
    = pair 0 closed 0 0
    = books agree
    `,
  ],
  [
    "A hedge that is held back for a moment is tried again",
    "two-half",
    `
    limited d0 own-budget 900 -> !order-rejected
    wait 600ms
    wait 400ms -> intent d1 sell 14 hedge, send d1
    `,
  ],
  [
    "I9: FLATTEN at two venues: one that wants to be left alone for ten minutes holds up no try at the other",
    "two-open",
    `
    flatten -> !flatten, intent u1 sell 14 exit, intent d1 buy 14 exit, "closing", read, read other, send u1, send d1
    limited d1 -1003 600000 -> !rate-limited, !order-rejected
    refuse u1 -2019 -> !order-rejected
    wait 1s -> intent u2 sell 14 exit, send u2
    fills u2 14
    ack u2
    wait 9m -> !unhedged, !not-flat, read, read other
    wait 2m -> intent d2 buy 14 exit, read, read other, send d2
    `,
  ],
  [
    "Funding of both legs is booked from each venue's own rows into its own wallet, and the pair has their sum",
    "two-open",
    `
    income funding AAAUSDT 0.7
    income funding AAA-PERP -0.25
    wait 61s -> read, read other
    account
    = funding 0 0.7
    account other
    = funding 0 0.45
    = profit funding/USDT 0.45
    = books agree
    `,
  ],
  [
    "RSK-7 auto-deleveraged at one venue: what it took of the long is bought back at the other, from the stream alone",
    "two-open",
    `
    foreign AAA-PERP sell 5 adl_autoclose
    stream-foreign other -> !auto-deleveraged, intent d1 buy 5 repair, send d1
    fills d1 5
    ack d1
    = pair 0 open 9 -9
    = frozen AAA-PERP auto-deleveraged
    = frozen AAAUSDT no
    wait 61s -> read, read other
    account
    account other
    = books agree
    `,
  ],
  [
    "RSK-7 liquidated: the short is gone, the long at the other venue goes at once",
    "two-open",
    `
    foreign AAAUSDT buy 14 autoclose-1
    wait 61s -> read, read other
    account other
    account -> !liquidated, intent u1 sell 14 repair, send u1
    fills u1 14
    ack u1 -> !closed
    = pair 0 closed 0 0
    = books agree
    `,
  ],
  [
    "The long's liquidation comes near in a fall: warned of, then both legs shrink, as for the short in a rise",
    "two-open",
    `
    liquidation 75 other
    wait 61s -> read, read other
    account
    account other
    pulse -> !liquidation-near
    liquidation 88 other
    wait 61s -> read, read other
    account
    account other
    pulse -> !shrinking, intent u1 sell 3.5 exit, send u1
    fills u1 3.5
    ack u1 -> intent d1 buy 3.5 repair, send d1
    fills d1 3.5
    ack d1 -> read other, read
    = pair 0 open 10.5 -10.5
    = books agree
    `,
  ],
  [
    "One venue's stream is down: no new spread, by nobody's wish; a carry beside it may begin",
    "two-ready",
    `
    streams down other
    open AAAUSDT 500 c-1 other -> "denied: venue-down"
    tick AAA -> prepare AAAUSDT 2x
    = denied AAA-PERP venue-down
    = verdict AAA-PERP denied
    `,
  ],
  [
    "One venue's stream is down: the carry that ended is held on, half an exit is a naked leg; a person's wish is done, by taking",
    "two-open",
    `
    streams down other
    settle AAA 20 -0.001
    tick AAA
    pulse -> read, read other
    account
    account other
    tick AAA
    pulse
    = pair 0 open 14 -14
    close 0 -> intent u1 sell 14 exit, "closing ekabcd1234-0", send u1
    fills u1 14
    ack u1 -> intent d1 buy 14 repair, send d1
    fills d1 14
    ack d1 -> !closed
    = pair 0 closed 0 0
    = books agree
    `,
  ],
  [
    "REDUCE takes both legs out, one after the other, and is flat only when both venues have said so",
    "two-open",
    `
    reduce -> !reduce, intent u1 sell 14 exit, "closing", read, read other, send u1
    fills u1 14
    ack u1 -> intent d1 buy 14 repair, send d1
    fills d1 14
    ack d1 -> !closed
    = pair 0 closed 0 0
    account
    = proof not-flat
    account other -> !flat
    = proof flat
    = books agree
    `,
  ],
  [
    "After a restart neither leg is moved until both venues were heard: alone it could only unhedge",
    "two-open",
    `
    restart
    catalogue -> read
    catalogue other -> read other
    account
    wait 58s -> read, read other
    account-fails other
    = phase reconciling
    wait 3s -> !venue-silent, read other
    = phase ready
    tick AAA
    close 0 -> "closing ekabcd1234-0"
    wait 1s
    = pair 0 closing 14 -14
    account other
    tick AAA
    pulse -> intent u1 sell 14 exit resting 100, send u1
    `,
  ],
  [
    "key-refused: a venue that takes no key of ours keeps the other one from nothing, is said aloud, and takes part again when it does",
    "two-ready",
    `
    open BBBUSDT 500 -> "opening ekabcd1234-0", prepare BBBUSDT 2x
    prepared BBBUSDT -> intent d0 sell 5 enter resting 100, send d0
    fills d0 5 @100
    rests d0 no-more
    ack d0 -> intent u0 buy 5.006 hedge, send u0
    fills u0 5.006
    ack u0 -> !opened
    restart
    catalogue -> read
    catalogue other -> read other
    account
    key-refused other -> !key-refused
    tick BBB
    pulse
    = phase ready
    reduce -> !reduce, intent d1 buy 5 exit, "closing", read, send d1
    wait 3s -> read other
    key-refused other
    wait 5s -> read other
    account other
    `,
  ],
  [
    "key-refused: a key that is ended while we run stops new risk there at once",
    "two-ready",
    `
    wait 61s -> read, read other
    account
    key-refused other -> !key-refused
    tick AAA -> depth AAA/USDT, depth AAAUSDT, depth AAA-PERP
    depth AAA other
    open AAAUSDT 500 other-1 other -> "denied: venue-down"
    `,
  ],
  [
    "A stream goes down while an exit waits in the book: nobody would hear its fills at once, so it is taken back and taken",
    "two-open",
    `
    close 0 -> intent u1 sell 14 exit resting 100, "closing ekabcd1234-0", send u1
    rests u1
    ack u1 open
    streams down other
    wait 1s -> query u1, cancel u1
    rests u1 no-more
    cancelled u1 -> query u1
    found u1 -> intent u2 sell 14 exit, send u2
    `,
  ],
];

describe("two venues", () => {
  specify(ROWS);
});
