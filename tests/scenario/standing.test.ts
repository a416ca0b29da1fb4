import { describe } from "vitest";
import { type Row, specify } from "./specify.ts";

const ROWS: readonly Row[] = [
  [
    "POS-8 account-mode: multi-assets mode is refused at the start, and new risk comes with single-asset mode",
    "reconciling",
    `
    collateral multi-assets
    account -> !account-mode
    facts
    pulse
    tick AAA -> depth AAA/USDT, depth AAAUSDT
    depth AAA spot
    pulse
    tick AAA
    = denied AAA venue-down
    wait 61s -> read
    collateral single-asset
    account
    tick AAA -> depth AAA/USDT, depth AAAUSDT
    open AAAUSDT 500 -> "opening ekabcd1234-0", prepare AAAUSDT 2x
    `,
  ],
  [
    "account-mode: drift while pairs are held stops new risk, is said once, and lets them be left",
    "open",
    `
    collateral multi-assets
    wait 61s -> read
    account -> !account-mode
    wait 61s -> read
    account
    tick BBB -> depth BBB/USDT, depth BBBUSDT
    open BBBUSDT 500 -> "denied: venue-down"
    mode hedge
    wait 61s -> read
    account -> !account-mode
    close 0 -> intent u1 sell 10 exit, "closing ekabcd1234-0", send u1
    `,
  ],
  [
    "SEC-2 auto-earn: savings that take coins by themselves stop new risk",
    "open",
    `
    earns AAA USDT
    wait 61s -> read
    account -> !auto-earn
    tick BBB -> depth BBB/USDT, depth BBBUSDT
    open BBBUSDT 500 -> "denied: venue-down"
    earns
    wait 61s -> read
    account
    tick BBB -> depth BBB/USDT, depth BBBUSDT
    open BBBUSDT 500 -> "opening ekabcd1234-1", prepare BBBUSDT 2x
    `,
  ],
  [
    "SEC-2 unexplained: a coin that left for the savings is missing, not sold: the pair stays, nothing is traded",
    "open",
    `
    drift spot/AAA -10
    wait 61s -> read
    account
    wait 1s -> read
    account
    wait 60s -> read
    account -> !unexplained
    = pair 0 open 10.000989 -10
    drift spot/AAA 10
    wait 1s -> read
    account
    = reconciled yes
    = pair 0 open 10.000989 -10
    `,
  ],
  [
    "POS-9 fee-asset: the coin that fees are paid in is never paired",
    "nothing",
    `
    fees-in BBB 2
    start
    catalogue -> read
    account
    facts
    pulse
    tick BBB -> depth BBB/USDT, depth BBBUSDT
    depth BBB spot
    open BBBUSDT 500 -> "denied: fee-asset"
    `,
  ],
  [
    "POS-9 fee-asset-low: too little of it is called out once, and again after it was enough",
    "nothing",
    `
    fees-in BBB 2
    start
    catalogue -> read
    account
    facts
    tick BBB
    drift spot/BBB -1.91
    wait 61s -> read
    account -> !fee-asset-low
    wait 61s -> read
    account
    drift spot/BBB 1
    wait 61s -> read
    account
    drift spot/BBB -1
    wait 61s -> read
    account -> !fee-asset-low
    `,
  ],
];

describe("standing", () => {
  specify(ROWS);
});
