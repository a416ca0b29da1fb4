import { describe } from "vitest";
import { type Row, specify } from "./specify.ts";

const ROWS: readonly Row[] = [
  [
    "EXE-5: an entry too large for the near book is spread over time; every part is hedged before the next",
    "ready",
    `
    config execution.sliceDepthPercentMax=1 execution.sliceMs=5000 -> !config-changed, "configured: version"
    pulse
    tick AAA -> volume AAA/USDT, prepare AAAUSDT 2x
    prepared AAAUSDT -> intent u0 buy 2.003 enter, send u0
    fills u0 2.003
    ack u0 -> intent d0 sell 2 hedge, send d0
    fills d0 2
    ack d0
    = pair 0 opening 2.000997 -2
    trade AAA 4s
    trade AAA 1s -> intent u1 buy 2.002 enter, send u1
    fills u1 2.002
    ack u1 -> intent d1 sell 2 hedge, send d1
    fills d1 2
    ack d1
    trade AAA 5s -> intent u2 buy 2.002 enter, send u2
    fills u2 2.002
    ack u2 -> intent d2 sell 2 hedge, send d2
    fills d2 1.99
    ack d2
    trade AAA 10s -> intent u3 buy 2.002 enter, send u3
    fills u3 2.002
    ack u3 -> intent d3 sell 2.01 hedge, send d3
    fills d3 2.01
    ack d3 -> intent u4 buy 2.002 enter, send u4
    fills u4 2.002
    ack u4 -> intent d4 sell 2 hedge, send d4
    fills d4 2
    ack d4 -> !opened
    = pair 0 open 10.000989 -10
    = books agree
    `,
  ],
  [
    "EXE-5 VWAP: what an hour usually trades says how large its parts are, once the venue told; the first part does not wait",
    "ready",
    `
    config execution.sliceDepthPercentMax=1 execution.sliceMs=600000 -> !config-changed, "configured: version"
    pulse
    tick AAA -> volume AAA/USDT, prepare AAAUSDT 2x
    = schedule 0 twap
    volumes AAA/USDT 2:1 3:7
    = schedule 0 vwap 150847 335213 553098 782135 1000000
    prepared AAAUSDT -> intent u0 buy 1.51 enter, send u0
    `,
  ],
  [
    "EXE-5 VWAP: where no volume is told, or too little of it, the parts stay equal",
    "ready",
    `
    config execution.sliceDepthPercentMax=1 -> !config-changed, "configured: version"
    pulse
    tick AAA -> volume AAA/USDT, prepare AAAUSDT 2x
    volume-fails AAA/USDT
    volumes AAA/USDT 9:0
    = schedule 0 twap
    prepared AAAUSDT -> intent u0 buy 2.003 enter, send u0
    `,
  ],
  [
    "A few parts follow one another at once (iceberg)",
    "ready",
    `
    config execution.sliceDepthPercentMax=3 -> !config-changed, "configured: version"
    pulse
    tick AAA -> prepare AAAUSDT 2x
    prepared AAAUSDT -> intent u0 buy 5.006 enter, send u0
    fills u0 5.006
    ack u0 -> intent d0 sell 5 hedge, send d0
    fills d0 5
    ack d0 -> intent u1 buy 5.005 enter, send u1
    fills u1 2
    ack u1 -> intent d1 sell 1.99 hedge, send d1
    fills d1 1.99
    ack d1 -> intent u2 buy 3.005 enter, send u2
    fills u2 3.005
    ack u2 -> intent d2 sell 3.01 hedge, send d2
    fills d2 3.01
    ack d2 -> !opened
    = pair 0 open 10.000989 -10
    `,
  ],
  [
    "EXE-10: a hand-given entry is worked in parts too",
    "ready",
    `
    config execution.sliceDepthPercentMax=1 execution.sliceMs=5000 -> !config-changed, "configured: version"
    open AAAUSDT 500 -> "opening ekabcd1234-0", prepare AAAUSDT 2x
    prepared AAAUSDT -> intent u0 buy 1.669 enter, send u0
    fills u0 1.669
    ack u0 -> intent d0 sell 1.66 hedge, send d0
    fills d0 1.66
    ack d0 -> intent u1 buy 1.668 enter, send u1
    = pair 0 opening 1.667331 -1.66
    `,
  ],
  [
    "A stale price is sat out between two parts",
    "ready",
    `
    config execution.sliceDepthPercentMax=1 execution.sliceMs=5000 -> !config-changed, "configured: version"
    pulse
    tick AAA -> volume AAA/USDT, prepare AAAUSDT 2x
    prepared AAAUSDT -> intent u0 buy 2.003 enter, send u0
    fills u0 2.003
    ack u0 -> intent d0 sell 2 hedge, send d0
    fills d0 2
    ack d0
    wait 6s
    wait 3s
    trade AAA 1s -> intent u1 buy 4.004 enter, send u1
    = pair 0 opening 2.000997 -2
    `,
  ],
  [
    "I9: FREEZE ends it at once between two parts, with what it has",
    "ready",
    `
    config execution.sliceDepthPercentMax=1 execution.sliceMs=5000 -> !config-changed, "configured: version"
    pulse
    tick AAA -> volume AAA/USDT, prepare AAAUSDT 2x
    prepared AAAUSDT -> intent u0 buy 2.003 enter, send u0
    fills u0 2.003
    ack u0 -> intent d0 sell 2 hedge, send d0
    fills d0 2
    ack d0
    freeze -> !freeze, !opened, "frozen: no new risk, open pairs stay guarded"
    = pair 0 open 2.000997 -2
    trade AAA 10s -> read
    = books agree
    `,
  ],
  [
    "I9: FREEZE takes back the part that rests; what it got meanwhile is hedged, and no other follows",
    "ready",
    `
    config execution.sliceDepthPercentMax=2 execution.icebergSlicesMax=1 execution.sliceMs=5000 -> !config-changed, "configured: version"
    pulse
    depth AAA perpetual
    tick AAA -> volume AAAUSDT, prepare AAAUSDT 2x
    prepared AAAUSDT -> intent d0 sell 3.33 enter resting 100, send d0
    rests d0
    ack d0 open
    freeze -> !freeze, "frozen: no new risk, open pairs stay guarded", cancel d0
    = pair 0 opening 0 0
    fills d0 1 @100
    rests d0 no-more
    cancelled d0 -> query d0
    found d0 -> intent u0 buy 1.002 hedge, send u0
    fills u0 1.002
    ack u0 -> !opened
    = pair 0 open 1.000998 -1
    trade AAA 10s -> read
    = books agree
    `,
  ],
  [
    "I9: a loss that freezes by itself ends it at once too",
    "ready",
    `
    config execution.sliceDepthPercentMax=1 execution.sliceMs=60000 -> !config-changed, "configured: version"
    pulse
    tick AAA -> volume AAA/USDT, prepare AAAUSDT 2x
    prepared AAAUSDT -> intent u0 buy 2.003 enter, send u0
    fills u0 2.003
    ack u0 -> intent d0 sell 2 hedge, send d0
    fills d0 2
    ack d0
    config risk.dailyLossPercentMax=0.0001 -> !config-changed, "configured: version"
    pulse -> !daily-loss, !opened
    = pair 0 open 2.000997 -2
    `,
  ],
  [
    "A restart ends it with what it has",
    "ready",
    `
    config execution.sliceDepthPercentMax=1 execution.sliceMs=5000 -> !config-changed, "configured: version"
    pulse
    tick AAA -> volume AAA/USDT, prepare AAAUSDT 2x
    prepared AAAUSDT -> intent u0 buy 2.003 enter, send u0
    fills u0 2.003
    ack u0 -> intent d0 sell 2 hedge, send d0
    fills d0 2
    ack d0
    restart
    catalogue -> read
    account
    facts
    tick AAA
    pulse -> !opened
    = pair 0 open 2.000997 -2
    `,
  ],
  [
    "What is not done in twice its time is finished as far as it got",
    "ready",
    `
    config execution.sliceDepthPercentMax=1 execution.sliceMs=5000 -> !config-changed, "configured: version"
    pulse
    tick AAA -> volume AAA/USDT, prepare AAAUSDT 2x
    prepared AAAUSDT -> intent u0 buy 2.003 enter, send u0
    fills u0 2.003
    ack u0 -> intent d0 sell 2 hedge, send d0
    fills d0 2
    ack d0
    near 62s
    trade AAA 3s
    trade AAA 119s -> !opened, read, read, read
    = pair 0 open 2.000997 -2
    `,
  ],
  [
    "Every part may wait in the book anew",
    "ready",
    `
    config execution.sliceDepthPercentMax=2 execution.icebergSlicesMax=1 execution.sliceMs=5000 -> !config-changed, "configured: version"
    pulse
    depth AAA perpetual
    tick AAA -> volume AAAUSDT, prepare AAAUSDT 2x
    prepared AAAUSDT -> intent d0 sell 3.33 enter resting 100, send d0
    rests d0
    ack d0 open
    fills d0 3.33 @100
    rests d0 no-more
    ack d0 -> intent u0 buy 3.334 hedge, send u0
    fills u0 3.334
    ack u0
    trade AAA 5s -> intent d1 sell 3.33 enter resting 100, send d1
    `,
  ],
];

describe("an entry in parts", () => {
  specify(ROWS);
});
