import { createPublisher } from "@evenkeel/api/delta";
import { createFakeOverview } from "@evenkeel/api/testing";
import type { OverviewView } from "@evenkeel/api/views";
import { expect, test } from "vitest";
import { createDeckStore } from "./deckStore.ts";

const NOW_MS = 1_800_000_000_000;

function fixture() {
  const fake = createFakeOverview({ scene: "running", rows: 40, startMs: NOW_MS });
  const first: OverviewView = fake.view(NOW_MS);
  const publisher = createPublisher({ streamId: "a", first });
  const frames: (() => void)[] = [];
  const store = createDeckStore((work) => frames.push(work));
  const step = (): void => {
    fake.move();
    publisher.publish(fake.view(NOW_MS + 250));
  };
  return { publisher, store, frames, step };
}

test("a burst of deltas is told once, and untouched sections keep their identity", () => {
  const { publisher, store, frames, step } = fixture();
  let told = 0;
  store.subscribe(() => {
    told += 1;
  });
  for (const envelope of publisher.since(null)) store.take(envelope, NOW_MS);
  const heat = store.get().followed?.view.heat;
  for (let count = 0; count < 5; count++) step();
  for (const envelope of publisher.since("a:1")) expect(store.take(envelope, NOW_MS)).toBe(true);
  expect(frames).toHaveLength(1);
  frames[0]?.();
  expect(told).toBe(1);
  expect(store.get().followed?.view.heat).toBe(heat);
});

test("a gap is refused and changes nothing", () => {
  const { publisher, store, step } = fixture();
  for (const envelope of publisher.since(null)) store.take(envelope, NOW_MS);
  const before = store.get();
  step();
  step();
  const [, third] = publisher.since("a:1");
  expect(third === undefined ? null : store.take(third, NOW_MS)).toBe(false);
  expect(store.get()).toBe(before);
});

test("an outage keeps the values and counts from its first moment", () => {
  const { publisher, store } = fixture();
  for (const envelope of publisher.since(null)) store.take(envelope, NOW_MS);
  store.setLink({ kind: "offline", sinceMs: 1, cause: "engine" });
  store.setLink({ kind: "offline", sinceMs: 2, cause: "dashboard" });
  expect(store.get().link).toEqual({ kind: "offline", sinceMs: 1, cause: "engine" });
  expect(store.get().followed).not.toBeNull();
});
