import { createState } from "@evenkeel/core/engine";
import { type Posted, readDestination } from "@evenkeel/telemetry/outbound";
import { openReceiver } from "@evenkeel/telemetry/testing";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type HeartbeatSettings, startHeartbeat } from "./heartbeat.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function settingsFor(url: string): HeartbeatSettings {
  const destination = readDestination(url, true);
  if (typeof destination === "string") throw new Error(destination);
  return { destination, everyMs: 30_000 };
}

function listen() {
  const told: string[] = [];
  const say = (_: unknown, text?: string): void => void told.push(text ?? String(_));
  return { told, log: { info: say, warn: say } };
}

it("tells how the engine stands, to whoever is named, and no amount or reason", async () => {
  vi.useRealTimers();
  const receiver = await openReceiver();
  const state = createState();
  state.control.halted = "binance: spot/USDT ours 1 venue 2";
  const { log } = listen();
  const heartbeat = startHeartbeat({ settings: settingsFor(`${receiver.url}/beat`), state, log });
  await expect.poll(() => receiver.received.length, { timeout: 5_000 }).toBe(1);
  await expect.poll(() => heartbeat.silentSeconds()).not.toBeNull();
  heartbeat.stop();
  await receiver.close();
  expect(JSON.parse(receiver.received[0]?.body ?? "")).toEqual({
    status: "starting",
    killLevel: "run",
    halted: true,
    notFlat: false,
    sequence: 0,
    leaseEpoch: 0,
    version: expect.any(String) as string,
  });
});

it("says once that it does not get through, and once that it does again", async () => {
  const answers: Posted[] = [
    { kind: "answered", status: 200 },
    { kind: "failed", why: "hc.example cannot be reached (ECONNREFUSED)" },
    { kind: "answered", status: 404 },
    { kind: "answered", status: 204 },
    { kind: "answered", status: 200 },
  ];
  const { told, log } = listen();
  const clock = { ms: 0 };
  let asked = 0;
  const post = async () => answers[asked++] ?? { kind: "answered" as const, status: 200 };
  const settings = settingsFor("https://hc.example/secret-path");
  const heartbeat = startHeartbeat({ settings, state: createState(), log, post, elapsedMs: () => clock.ms });
  const silent: (number | null)[] = [];
  for (let ping = 0; ping < 5; ping += 1) {
    await vi.advanceTimersByTimeAsync(ping === 0 ? 0 : 30_000);
    silent.push(heartbeat.silentSeconds());
    clock.ms += 30_000;
  }
  heartbeat.stop();
  expect(told).toEqual(["the heartbeat does not get through", "the heartbeat gets through again"]);
  expect(silent).toEqual([0, 30, 60, 0, 0]);
});

it("waits for no answer: one ping at a time", async () => {
  const { log } = listen();
  let asked = 0;
  const post = () => {
    asked += 1;
    return new Promise<Posted>(() => {});
  };
  const heartbeat = startHeartbeat({ settings: settingsFor("https://hc.example/"), state: createState(), log, post });
  await vi.advanceTimersByTimeAsync(300_000);
  heartbeat.stop();
  expect(asked).toBe(1);
});
