import { describe } from "vitest";
import { type Row, specify } from "./specify.ts";

/** Somebody bought coins and sold the perpetual against them by hand, before a start; then had the balances accepted. */
const MADE = `
    drift spot/AAA 10
    drift spot/USDT -1000
    position AAAUSDT -10 101
    restart
    catalogue -> read
    account
    wait 1s -> read
    account
    wait 1s -> read
    account -> !halted
    facts
    tick AAA
    mark AAA
    accept transfer -> !venue-accepted, "accepted"
    pulse`;

/** POS-10: what a person made at the venues is taken under guard, hedged and closed like any other pair. */
const ROWS: readonly Row[] = [
  [
    "Adopted at what the venue says of the short and what the owner says of the coins; nothing is traded, nothing counted as earned",
    "ready",
    `${MADE}
    = outside AAAUSDT -10
    = frozen AAAUSDT outside
    = marks 9000 9000
    adopt AAA/USDT AAAUSDT 10 99.5 -> !adopted, "adopted ekabcd1234-0"
    = pair 0 open 10 -10
    = adopted ekabcd1234-0/adopted transfer capital 10 AAA, trading -10 AAA, trading 995 USDT, capital -995 USDT
    = outside nothing
    = frozen AAAUSDT no
    = marks 10010 10010
    pulse
    = kill run
    wait 61s -> read
    account
    = reconciled yes
    = books agree
    close 0 -> intent u0 sell 10 exit, "closing ekabcd1234-0", send u0
    fills u0 10
    ack u0 -> intent d0 buy 10 repair, send d0
    fills d0 10
    ack d0 -> !closed
    wait 61s -> read
    account
    = books agree
    `,
  ],
  [
    "Adopted, it is guarded: a part of the short that the venue takes away is followed by the coins, across a restart too",
    "ready",
    `${MADE}
    adopt AAA/USDT AAAUSDT 10 -> !adopted, "adopted ekabcd1234-0"
    restart
    catalogue -> read
    account
    = reconciled yes
    pulse
    = pair 0 open 10 -10
    facts
    tick AAA
    foreign AAAUSDT buy 4 adl_autoclose
    wait 61s -> read
    account -> !auto-deleveraged, intent u0 sell 4 repair, send u0
    `,
  ],
  [
    "Straight from the halt, where nothing but the position is unexplained: the pair explains it and the halt is over",
    "nothing",
    `
    drift spot/AAA 10
    position AAAUSDT -10 101
    start
    catalogue -> read
    account
    wait 1s -> read
    account
    wait 1s -> read
    account -> !halted
    facts
    tick AAA
    mark AAA
    = halted yes
    adopt AAA/USDT AAAUSDT 10 -> !adopted, "adopted ekabcd1234-0"
    = halted no
    = reconciled yes
    pulse
    = phase ready
    `,
  ],
  [
    "Refused in stable codes: no hedge, no coins, another size, no price, balances that differ",
    "ready",
    `${MADE}
    adopt BBB/USDT AAAUSDT 10 -> "refused: not-a-hedge"
    adopt AAAUSDT AAAUSDT 10 -> "refused: not-a-hedge"
    adopt AAA/USDT AAA/USDT 10 -> "refused: not-a-hedge"
    adopt AAA/USDT AAAUSDT 11 -> "refused: long-size"
    adopt AAA/USDT AAAUSDT 9 -> "refused: short-size"
    adopt AAA/USDT AAAUSDT 10 0 -> "refused: price"
    adopt AAA/USDT AAAUSDT 0 -> "refused: quantity"
    adopt BBB/USDT BBBUSDT 1 -> "refused: long-size"
    drift spot/USDT 5
    wait 61s -> read
    account
    adopt AAA/USDT AAAUSDT 10 -> "refused: books-differ; accept what sim says of its balances first"
    `,
  ],
  [
    "Refused while the account counts positions in hedge mode, and without an entry price of the short",
    "ready",
    `
    drift spot/AAA 10
    position AAAUSDT -10
    mode hedge
    restart
    catalogue -> read
    account -> !account-mode
    wait 1s -> read
    account
    wait 1s -> read
    account -> !halted
    facts
    tick AAA
    accept transfer -> !venue-accepted, "accepted"
    adopt AAA/USDT AAAUSDT 10 -> "refused: account-unfit; positions are counted in hedge mode"
    mode one-way
    wait 61s -> read
    account
    adopt AAA/USDT AAAUSDT 10 -> "refused: entry-price-unknown"
    adopt AAA/USDT AAAUSDT 10 - 101 -> !adopted, "adopted ekabcd1234-0"
    adopt AAA/USDT AAAUSDT 10 - 101 -> "refused: already-held"
    `,
  ],
];

describe("adopting a hand-made pair", () => {
  specify(ROWS);
});
