import { describe } from "vitest";
import { type Row, specify } from "./specify.ts";

/** The short's liquidation at 130 and the price at 106: 22.6 % away, above the floor. */
const NEAR = `
    liquidation 130
    wait 61s -> read
    account
    price AAA 106
    tick AAA`;
/** Nothing in the futures wallet is free: it has to come from the spot wallet first. */
const BOUND = `binds futures 3499${NEAR}`;
const FROM_SPOT = `${BOUND}
    pulse -> !liquidation-near, move 78.28 spot > futures`;

const ROWS: readonly Row[] = [
  [
    "DFT-5, POS-6 what is free in the wallet is put behind the position, up to the warning, and the next read says how far that is",
    "open",
    `
    ${NEAR}
    pulse -> !liquidation-near, move 78.78 futures > AAAUSDT
    pulse
    moved -> !transferred, read
    liquidation 137.8
    account
    tick AAA
    pulse
    = books agree
    `,
  ],
  [
    "DFT-5, POS-6 what is missing there is moved from the spot wallet of the same venue first, and booked from the venue's own rows",
    "open",
    `
    ${FROM_SPOT}
    moves
    moved -> !transferred, read
    account
    = books agree
    pulse -> move 78.78 futures > AAAUSDT
    `,
  ],
  [
    "I5 money leaves only when its intent is durable, and nothing new is entered there meanwhile",
    "open",
    `
    ${NEAR}
    tick BBB -> depth BBB/USDT, depth BBBUSDT
    depth BBB spot
    by-hand
    pulse -> !liquidation-near
    stored -> move 78.78 futures > AAAUSDT
    tick BBB
    = denied BBB money-moving
    `,
  ],
  [
    "journal: an intent that was not stored moves nothing",
    "open",
    `
    ${NEAR}
    by-hand
    pulse -> !liquidation-near
    not-stored -> !journal
    pulse
    `,
  ],
  [
    "transfer-unknown: the reply was lost; the venue's row tells that it came, and it is not repeated",
    "open",
    `
    ${FROM_SPOT}
    moves
    move-lost -> !transfer-unknown, read
    pulse
    account
    = books agree
    pulse -> move 78.78 futures > AAAUSDT
    `,
  ],
  [
    "transfer-unknown: it never came; it is tried again only when reads begun past the window do not show it",
    "open",
    `
    ${FROM_SPOT}
    move-lost -> !transfer-unknown, read
    account
    wait 9s -> read
    account
    wait 3s -> read
    account
    wait 2s -> read
    account
    wait 2s -> read
    account
    wait 2s -> move 78.28 spot > futures
    `,
  ],
  [
    "I9 a restart in the middle: what was on its way is unknown, and read before anything is moved again",
    "open",
    `
    ${FROM_SPOT}
    moves
    restart
    catalogue -> read
    account
    pulse
    tick AAA
    pulse -> !liquidation-near, move 78.78 futures > AAAUSDT
    = books agree
    `,
  ],
  [
    "I9 a restart while margin was on its way: a read begun past the window says how the position stands, and nothing is added before",
    "open",
    `
    ${NEAR}
    pulse -> !liquidation-near, move 78.78 futures > AAAUSDT
    restart
    catalogue -> read
    account
    pulse
    tick AAA
    pulse -> !liquidation-near
    wait 12s -> read
    account -> read
    tick AAA
    pulse
    account
    pulse -> move 78.78 futures > AAAUSDT
    `,
  ],
  [
    "transfer-refused: said once, not tried again at once, and the floor shrinks both legs",
    "open",
    `
    ${NEAR}
    pulse -> !liquidation-near, move 78.78 futures > AAAUSDT
    move-refused -2019 -> !transfer-refused
    tick AAA
    pulse
    price AAA 114
    tick AAA
    pulse -> !shrinking, intent u1 sell 2.5 exit, send u1
    `,
  ],
  [
    "margin-needed: what the venue itself does not have is called for, what it has is added, and nothing comes from another venue",
    "open",
    `
    binds futures 3449
    binds spot 5498
    ${NEAR}
    pulse -> !liquidation-near, !margin-needed, move 50.5 futures > AAAUSDT
    moved -> !transferred, read
    liquidation 135
    binds futures 3499.5
    account
    pulse
    `,
  ],
  [
    "DFT-5 of a spread each leg is helped by its own venue alone",
    "two-open",
    `
    liquidation 130
    liquidation 60 other
    wait 61s -> read, read other
    account
    account other
    price AAA 106
    tick AAA
    pulse -> !liquidation-near, move 110.3 futures > AAAUSDT
    moved -> !transferred, read
    liquidation 137.8
    account
    price AAA 78
    tick AAA
    pulse -> move 74.85 unified > AAA-PERP
    `,
  ],
];

describe("money", () => {
  specify(ROWS);
});
