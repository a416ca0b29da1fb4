import { describe, expect, test } from "vitest";
import { createManualTime } from "../testing.ts";
import { createGovernor, type Priority } from "./governor.ts";

const MINUTE = 60_000;
const LIMITS = { futures: { weightMax: 100, windowMs: MINUTE, counting: "fixed", reservePercent: 20 } } as const;

function setup() {
  const time = createManualTime(10 * MINUTE);
  const strains: string[] = [];
  const told = (family: string): void => {
    const { percent, blockedMs } = governor.use(family);
    strains.push(`${family} ${Math.round(percent)} % ${blockedMs} ms`);
  };
  const governor = createGovernor(LIMITS, time.nowMs, time.timers, told);
  return { time, strains, governor };
}

describe("taking weight", () => {
  test.each<[Priority, number]>([
    ["close", 100],
    ["query", 95],
    ["enter", 80],
    ["poll", 80],
    ["market", 80],
  ])("%s may use %i of 100", (priority, most) => {
    const { governor } = setup();
    let taken = 0;
    while (governor.take("futures", 1, priority).ok) taken += 1;
    expect(taken).toBe(most);
  });

  test("a refusal says rate-limited and when the window opens again", () => {
    const { time, governor } = setup();
    time.advance(15_000);
    governor.take("futures", 80, "market");
    expect(governor.take("futures", 1, "enter")).toEqual({
      ok: false,
      error: { kind: "rate-limited", code: "own-budget", message: "no request weight left", retryAfterMs: 45_000 },
    });
    time.advance(45_000);
    expect(governor.take("futures", 1, "enter").ok).toBe(true);
  });

  test("the venue's own count is believed once the window is older than a late answer", () => {
    const { time, governor } = setup();
    governor.observe("futures", 95);
    expect(governor.use("futures").percent).toBe(0);
    time.advance(2_000);
    governor.observe("futures", 95);
    expect(governor.use("futures")).toMatchObject({ percent: 95, warning: true, blockedMs: 0 });
    expect(governor.take("futures", 5, "close").ok).toBe(true);
    expect(governor.take("futures", 1, "close").ok).toBe(false);
  });

  test.each([
    [69, false],
    [70, true],
  ])("%i %% used warns: %s", (used, warning) => {
    const { governor } = setup();
    governor.take("futures", used, "close");
    expect(governor.use("futures").warning).toBe(warning);
  });
});

describe("MKT-10: who may use what", () => {
  const ENTERING = ["enter", "poll", "market"] as const;

  test("entries and reads together cannot touch the reserve, taken or waited for, nor questions the last of it", async () => {
    const { governor } = setup();
    for (let turn = 0; turn < 200; turn += 1) governor.take("futures", 3, ENTERING[turn % 3] ?? "enter");
    const waiting = ENTERING.map((priority) => governor.wait("futures", 20, priority, MINUTE));
    expect(governor.use("futures").used).toBeLessThanOrEqual(80);
    let questions = 0;
    while (governor.take("futures", 1, "query").ok) questions += 1;
    expect(questions).toBeGreaterThanOrEqual(15);
    let closes = 0;
    while (governor.take("futures", 1, "close").ok) closes += 1;
    expect(closes).toBe(5);
    governor.stop();
    expect((await Promise.all(waiting)).every(({ ok }) => !ok)).toBe(true);
  });

  test("passing 70 % is told once a window", () => {
    const { time, governor, strains } = setup();
    governor.take("futures", 69, "market");
    expect(strains).toEqual([]);
    governor.take("futures", 1, "market");
    governor.take("futures", 5, "close");
    expect(strains).toEqual(["futures 70 % 0 ms"]);
    time.advance(MINUTE);
    governor.take("futures", 75, "close");
    expect(strains).toEqual(["futures 70 % 0 ms", "futures 75 % 0 ms"]);
  });

  test("what the venue counted itself is told as well, and so is every word to stay away", () => {
    const { time, governor, strains } = setup();
    time.advance(2_000);
    governor.observe("futures", 90);
    governor.pause("futures", 30_000);
    expect(strains).toEqual(["futures 90 % 0 ms", "futures 90 % 30000 ms"]);
  });
});

test("a family without a reserve may be used up without a warning", () => {
  const time = createManualTime();
  const limits = { funding: { weightMax: 100, windowMs: MINUTE, counting: "fixed", reservePercent: 0 } } as const;
  const governor = createGovernor(limits, time.nowMs, time.timers, () => expect.unreachable("warned"));
  expect(governor.take("funding", 100, "market").ok).toBe(true);
  expect(governor.use("funding")).toMatchObject({ percent: 100, warning: false, blockedMs: 0 });
});

describe("waiting for weight", () => {
  test("goes by importance, not by arrival", async () => {
    const { time, governor } = setup();
    governor.take("futures", 100, "close");
    const order: string[] = [];
    const waits = (["market", "poll", "query", "close"] as const).map((priority) =>
      governor.wait("futures", 10, priority, 2 * MINUTE).then(() => order.push(priority)),
    );
    time.advance(MINUTE);
    await Promise.all(waits);
    expect(order).toEqual(["close", "query", "poll", "market"]);
  });

  test("ends with rate-limited when its time is up", async () => {
    const { time, governor } = setup();
    governor.take("futures", 80, "market");
    const waiting = governor.wait("futures", 1, "market", 5_000);
    time.advance(5_000);
    const result = await waiting;
    expect(result.ok ? null : result.error.kind).toBe("rate-limited");
  });

  test("a call heavier than its share of a window is refused at once", async () => {
    const { governor } = setup();
    const result = await governor.wait("futures", 81, "market", MINUTE);
    expect(result.ok ? null : result.error.message).toBe("heavier than a whole window");
  });

  test("a full queue turns away the least important newest caller", async () => {
    const { time, governor } = setup();
    governor.take("futures", 100, "close");
    const waits = Array.from({ length: 2_048 }, () => governor.wait("futures", 1, "market", MINUTE));
    const close = governor.wait("futures", 1, "close", 2 * MINUTE);
    const refused = await waits[2_047];
    expect(refused?.ok === false && refused.error.message).toBe("too many calls are waiting");
    time.advance(MINUTE);
    expect((await close).ok).toBe(true);
    governor.stop();
    await Promise.all(waits);
  });

  test("stopping settles every caller and leaves no timer", async () => {
    const { time, governor } = setup();
    governor.take("futures", 100, "close");
    const waiting = governor.wait("futures", 1, "poll", MINUTE);
    governor.stop();
    const result = await waiting;
    expect(result.ok ? null : result.error.code).toBe("stopped");
    expect(time.armed()).toBe(0);
  });
});

describe("Retry-After", () => {
  test.each<[number | null, number]>([
    [30_000, 30_000],
    [null, 60_000],
  ])("%s ms keeps everybody out, closing too, for %i ms", (retryAfterMs, blockedMs) => {
    const { time, governor } = setup();
    governor.pause("futures", retryAfterMs);
    expect(governor.use("futures").blockedMs).toBe(blockedMs);
    time.advance(blockedMs - 1);
    expect(governor.take("futures", 1, "close").ok).toBe(false);
    time.advance(1);
    expect(governor.take("futures", 1, "close").ok).toBe(true);
  });

  test("waiting calls go when it is over", async () => {
    const { time, governor } = setup();
    governor.pause("futures", 90_000);
    const waiting = governor.wait("futures", 1, "market", 2 * MINUTE);
    time.advance(90_000);
    expect((await waiting).ok).toBe(true);
  });
});

describe("a rolling window", () => {
  const SECOND = 1_000;
  const rolling = () => {
    const time = createManualTime(10 * MINUTE);
    const limits = { orders: { weightMax: 10, windowMs: SECOND, counting: "rolling", reservePercent: 20 } } as const;
    return { time, governor: createGovernor(limits, time.nowMs, time.timers, () => undefined) };
  };

  test("never holds more than its weight in any stretch of its length", () => {
    const { time, governor } = rolling();
    time.advance(900);
    for (let call = 0; call < 8; call += 1) expect(governor.take("orders", 1, "enter").ok).toBe(true);
    time.advance(200);
    // A fixed window would have begun anew.
    const refused = governor.take("orders", 1, "enter");
    expect(refused.ok ? null : refused.error.retryAfterMs).toBe(800);
    expect(governor.take("orders", 2, "close").ok).toBe(true);
    time.advance(800);
    expect(governor.use("orders").used).toBe(2);
    expect(governor.take("orders", 6, "enter").ok).toBe(true);
  });

  test("lets a waiting call go as soon as the oldest one has left it", async () => {
    const { time, governor } = rolling();
    governor.take("orders", 4, "close");
    time.advance(300);
    governor.take("orders", 6, "close");
    const gone: number[] = [];
    const waiting = governor.wait("orders", 1, "close", MINUTE).then(() => gone.push(time.nowMs()));
    time.advance(699);
    await Promise.resolve();
    expect(gone).toEqual([]);
    time.advance(1);
    await waiting;
    expect(gone).toEqual([10 * MINUTE + SECOND]);
  });

  test("believes a higher count of the venue's at once", () => {
    const { time, governor } = rolling();
    governor.take("orders", 1, "enter");
    governor.observe("orders", 9);
    expect(governor.use("orders")).toMatchObject({ used: 9, warning: true });
    governor.observe("orders", 3);
    expect(governor.use("orders").used).toBe(9);
    time.advance(SECOND);
    expect(governor.use("orders").used).toBe(0);
  });
});

describe("RSK-9: a window on its way beyond what is not kept for closing is told while there is time", () => {
  /** What is taken after every ten seconds of one minute. */
  test.each<[name: string, taken: readonly number[], told: readonly string[]]>([
    ["fourteen every ten seconds come to 84", [14, 14, 14, 14], ["futures 28 % 0 ms"]],
    ["thirteen come to 78", [13, 13, 13, 13, 13], []],
    ["a burst and nothing after it", [40, 0, 0, 1, 0], []],
    ["a burst late foretells nothing by itself", [1, 1, 1, 40, 1], []],
    ["what grows is seen as soon as it does twice", [1, 1, 20, 22, 1], ["futures 44 % 0 ms"]],
    ["once beyond the warning that is what is told", [40, 40, 0, 0, 0], ["futures 80 % 0 ms"]],
  ])("%s", (_name, taken, told) => {
    const { time, strains, governor } = setup();
    for (const weight of taken) {
      time.advance(MINUTE / 6);
      if (weight > 0) governor.take("futures", weight, "close");
    }
    expect(strains).toEqual(told);
  });

  test("it is over with its window, and told again in the next one", () => {
    const { time, strains, governor } = setup();
    for (const window of [1, 2]) {
      for (let turn = 0; turn < 4; turn += 1) {
        time.advance(MINUTE / 6);
        governor.take("futures", 14, "close");
      }
      expect([strains.length, governor.use("futures").foreseenPercent]).toEqual([window, 84]);
      time.advance(MINUTE / 3);
      expect(governor.use("futures").foreseenPercent).toBe(0);
    }
  });
});
