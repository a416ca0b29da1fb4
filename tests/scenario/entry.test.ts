import { play } from "@evenkeel/testkit/builders";
import { describe, expect, it } from "vitest";

const ROWS: readonly (readonly [title: string, given: string, script: string])[] = [
  [
    "a fresh start opens the books from the venue's balances and is ready at the next pulse",
    "nothing",
    `
    start
    catalogue -> read
    = phase reconciling
    account
    = books agree
    = reconciled yes
    pulse
    = phase ready
    `,
  ],
  [
    "spot first: prepared, durable, sent; the hedge is exactly the net filled quantity in whole steps",
    "ready",
    `
    by-hand
    tick AAA
    prepared AAAUSDT
    stored
    fills s0 10.011
    ack s0
    = pair 0
    stored
    fills p0 10
    ack p0
    = pair 0
    account
    = books
    `,
  ],
];

describe("entry", () => {
  it.each(ROWS)("%s", (_, given, script) => {
    const { written, played } = play(given, script);
    expect(played).toBe(written);
  });
});
