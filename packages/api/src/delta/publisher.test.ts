import { describe, expect, test } from "vitest";
import { createFakeOverview } from "../testing/index.ts";
import type { OverviewView } from "../views/index.ts";
import { type Followed, follow } from "./apply.ts";
import { createPublisher, REPLAY_DELTAS_MAX } from "./publisher.ts";

const START_MS = 1_800_000_000_000;
const views = (count: number, rows = 100): OverviewView[] => {
  const fake = createFakeOverview({ scene: "running", rows, startMs: START_MS });
  return Array.from({ length: count }, (_, at) => {
    if (at > 0) fake.move();
    return fake.view(START_MS + at * 250);
  });
};
const sorted = (view: OverviewView): OverviewView => ({
  ...view,
  opportunities: view.opportunities.toSorted((a, b) => a.id.localeCompare(b.id)),
});
const first = (list: readonly OverviewView[]): OverviewView => {
  const [view] = list;
  if (view === undefined) throw new Error("no views");
  return view;
};

test("following every delta ends at the same deck", () => {
  const list = views(50);
  const publisher = createPublisher({ streamId: "a", first: first(list) });
  let followed: Followed | null = null;
  let last: string | null = null;
  for (const view of list) {
    publisher.publish(view);
    for (const envelope of publisher.since(last)) {
      last = publisher.idOf(envelope);
      followed = follow(followed, envelope);
    }
  }
  expect(followed).not.toBeNull();
  expect(sorted(followed?.view as OverviewView)).toEqual(sorted(list.at(-1) as OverviewView));
});

test("a delta carries only the rows that changed", () => {
  const list = views(2, 400);
  const publisher = createPublisher({ streamId: "a", first: first(list) });
  publisher.publish(list[1] as OverviewView);
  const [envelope] = publisher.since("a:1");
  expect(envelope?.kind).toBe("delta");
  if (envelope?.kind !== "delta") return;
  expect(envelope.body.opportunities?.changed.length).toBeLessThanOrEqual(25);
  expect(Object.keys(envelope.body.sections)).not.toContain("heat");
});

test("an equal view is not published", () => {
  const [view] = views(1);
  const publisher = createPublisher({ streamId: "a", first: view as OverviewView });
  expect(publisher.publish(structuredClone(view) as OverviewView)).toBe(false);
  expect(publisher.sequence()).toBe(1);
});

test("a row that goes away is removed, one that comes is added", () => {
  const list = views(1);
  const before = first(list);
  const [gone, ...rest] = before.opportunities;
  const added = { ...rest[0], id: "binance/NEWUSDT" } as OverviewView["opportunities"][number];
  const after = { ...before, opportunities: [...rest, added] };
  const publisher = createPublisher({ streamId: "a", first: before });
  publisher.publish(after);
  const [envelope] = publisher.since("a:1");
  const followed = envelope === undefined ? null : follow({ view: before, sequence: 1 }, envelope);
  expect(followed?.view.opportunities.map((row) => row.id)).toEqual(after.opportunities.map((row) => row.id));
  expect(followed?.view.opportunities.some((row) => row.id === gone?.id)).toBe(false);
});

describe("what a returning client gets", () => {
  const list = views(REPLAY_DELTAS_MAX + 20, 4);
  const cases: [name: string, ringMax: number, published: number, seen: string | null, kinds: string][] = [
    ["nothing seen", 10, 3, null, "snapshot 4"],
    ["up to date", 10, 3, "a:4", ""],
    ["two behind", 10, 3, "a:2", "delta 3,delta 4"],
    ["one more than the ring holds", 2, 4, "a:2", "snapshot 5"],
    ["exactly what the ring holds", 2, 4, "a:3", "delta 4,delta 5"],
    ["another stream", 10, 3, "b:2", "snapshot 4"],
    ["from the future", 10, 3, "a:99", "snapshot 4"],
    ["nonsense", 10, 3, "1; drop table", "snapshot 4"],
    ["too far behind to replay", 500, REPLAY_DELTAS_MAX + 1, "a:1", `snapshot ${REPLAY_DELTAS_MAX + 2}`],
  ];
  test.each(cases)("%s", (_name, ringMax, published, seen, kinds) => {
    const publisher = createPublisher({ streamId: "a", first: first(list), ringMax });
    for (const view of list.slice(1, published + 1)) publisher.publish(view);
    expect(
      publisher
        .since(seen)
        .map((envelope) => `${envelope.kind} ${envelope.sequence}`)
        .join(),
    ).toBe(kinds);
  });
});

test("a follower notices a gap", () => {
  const list = views(3);
  const publisher = createPublisher({ streamId: "a", first: first(list) });
  for (const view of list.slice(1)) publisher.publish(view);
  const [, third] = publisher.since("a:1");
  expect(third === undefined ? undefined : follow({ view: first(list), sequence: 1 }, third)).toBeNull();
});
