import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type Faulty, openFaulty } from "./faulty.ts";

let house: Faulty;
const open = async (options: Parameters<typeof openFaulty>[0] = {}): Promise<void> => {
  house = await openFaulty(options);
};

describe("streams", () => {
  beforeAll(() => open({ speed: 1, publishIntervalMs: 50 }));
  afterAll(() => house.exchange.close());
  const DEPTH = "/public/ws/ethusdt@depth@100ms";
  /** Whether every frame follows the one before it. */
  const follows = (frames: readonly Record<string, unknown>[]) =>
    frames.slice(1).map((frame, at) => frame["pu"] === frames[at]?.["u"]);
  const until = (frames: readonly unknown[], count: number) =>
    expect.poll(() => frames.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(count);

  test.each(["stream-drop", "stream-duplicate", "stream-reorder", "stream-gap"] as const)("%s", async (name) => {
    const { socket, frames } = await house.listen(DEPTH);
    await until(frames, 3);
    expect(follows(frames)).not.toContain(false);
    await house.inject(name);
    await expect.poll(() => follows(frames).includes(false), { timeout: 20_000 }).toBe(true);
    await until(frames, frames.length + 2);
    const ids = frames.map((frame) => Number(frame["u"]));
    expect(new Set(ids).size < ids.length).toBe(name === "stream-duplicate");
    expect(ids.some((id, at) => id < (ids[at - 1] ?? 0))).toBe(name === "stream-reorder");
    expect(await house.countOf(name)).toBe(1);
    socket.terminate();
  });

  test("stream-stall: silence without a close; a new stream is well", async () => {
    const old = await house.listen(DEPTH);
    await until(old.frames, 2);
    await house.inject("stream-stall", { seconds: 60 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const before = old.frames.length;
    const fresh = await house.listen(DEPTH);
    await until(fresh.frames, 3);
    expect([old.frames.length, old.socket.readyState]).toEqual([before, WebSocket.OPEN]);
    for (const { socket } of [old, fresh]) socket.terminate();
  });

  test("stream-cut: closed by the venue", async () => {
    const { closed } = await house.listen(DEPTH);
    await house.inject("stream-cut");
    expect(await closed).toBe(1008);
  });

  test.each([
    ["listen-key-early", 1],
    ["listen-key-twice", 2],
  ] as const)("%s: told %d times, and the key is gone", async (name, times) => {
    const { body } = await house.client.signed("POST", "/fapi/v1/listenKey");
    const { frames, socket } = await house.listen(`/private/ws/${body.listenKey}`);
    await house.inject(name);
    await expect.poll(() => frames.length, { timeout: 5_000 }).toBe(times);
    expect(frames.every((frame) => frame["e"] === "listenKeyExpired" && frame["listenKey"] === body.listenKey)).toBe(
      true,
    );
    await expect(house.listen(`/private/ws/${body.listenKey}`)).rejects.toThrow("401");
    socket.terminate();
  });

  test("zero-price: public data shows zero, the account's own does not", async () => {
    await house.order("before-zero");
    const { frames, socket } = await house.listen("/public/ws/ethusdt@bookTicker");
    await house.inject("zero-price", { symbol: "ETHUSDT", seconds: 30 });
    expect(Number((await house.get("/fapi/v1/premiumIndex?symbol=ETHUSDT"))["markPrice"])).toBe(0);
    expect(Number((await house.get("/fapi/v1/premiumIndex?symbol=BTCUSDT"))["markPrice"])).toBeGreaterThan(0);
    expect(
      Number((await house.rows("/fapi/v3/positionRisk", { symbol: "ETHUSDT" }))[0]?.["markPrice"]),
    ).toBeGreaterThan(0);
    await expect.poll(() => frames.some((frame) => Number(frame["b"]) === 0), { timeout: 10_000 }).toBe(true);
    socket.terminate();
  });
});
