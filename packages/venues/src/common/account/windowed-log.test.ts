import { err, ok } from "@evenkeel/core/units";
import { beforeEach, describe, expect, test } from "vitest";
import { failure } from "../transport/failure.ts";
import { createWindowedLog, type WindowedLog } from "./windowed-log.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = 1_763_000_000_000;

type Row = { readonly timeMs: number; readonly name: string };
type Asked = { readonly fromMs: number; readonly toMs: number; readonly cursor: string };

let all: Row[];
let asked: Asked[];
let nowMs: number;
let fails: boolean;
let fresh: string[];
let read: WindowedLog<Row>;

beforeEach(() => {
  [all, asked, nowMs, fails, fresh] = [[], [], NOW, false, []];
  read = createWindowedLog<Row>({
    venueNowMs: () => nowMs,
    nameOf: ({ name }) => name,
    onNew: ({ name }) => fresh.push(name),
    readPage: async (fromMs, toMs, cursor) => {
      asked.push({ fromMs, toMs, cursor });
      if (fails) return err(failure("connectivity", "timeout", "no answer"));
      const found = all.filter(({ timeMs }) => timeMs >= fromMs && timeMs <= toMs);
      const at = Number(cursor || "0");
      return ok({ rows: found.slice(at, at + 2), cursor: at + 2 < found.length ? String(at + 2) : "" });
    },
  });
});

const row = (timeMs: number, name: string): void => void all.push({ timeMs, name });
const names = async (sinceMs: number): Promise<string[]> => {
  const rows = await read(sinceMs);
  if (!rows.ok) throw new Error(rows.error.code);
  return rows.value.map(({ name }) => name);
};

describe("a log shown by stretches", () => {
  test("is read window by window and page by page, and told oldest first", async () => {
    for (const [at, name] of [
      [9, "a"],
      [9, "c"],
      [9, "b"],
      [1, "d"],
    ] as const)
      row(NOW - at * DAY, name);
    expect(await names(NOW - 10 * DAY)).toEqual(["a", "b", "c", "d"]);
    const span = 7 * DAY;
    expect(asked.map(({ fromMs, toMs, cursor }) => [fromMs, toMs - fromMs, cursor])).toEqual([
      [NOW - 10 * DAY, span, ""],
      [NOW - 10 * DAY, span, "2"],
      [NOW - 10 * DAY + span + 1, span, ""],
    ]);
  });

  test("costs one question a read from then on, however long ago it begins", async () => {
    row(NOW - 9 * DAY, "old");
    await names(NOW - 10 * DAY);
    asked.length = 0;
    nowMs += HOUR;
    row(nowMs, "new");
    expect(await names(NOW - 10 * DAY)).toEqual(["old", "new"]);
    expect(asked).toHaveLength(1);
    expect(await names(NOW)).toEqual(["new"]);
    expect(fresh).toEqual(["old", "new"]);
  });

  test("reads back where somebody asks for more of the past", async () => {
    await names(NOW - DAY);
    row(NOW - 3 * DAY, "older");
    expect(await names(NOW - 4 * DAY)).toEqual(["older"]);
  });

  test("finds what came late or was corrected within its overlap", async () => {
    row(NOW - HOUR, "on time");
    await names(NOW - DAY);
    nowMs += HOUR / 2;
    row(NOW - HOUR, "late");
    expect(await names(NOW - DAY)).toEqual(["late", "on time"]);
  });

  test("does not walk further than it may, even where it was asked before the venue's time was known", async () => {
    nowMs = 0;
    await names(0);
    nowMs = NOW;
    asked.length = 0;
    await names(0);
    expect(asked[0]?.fromMs).toBe(NOW - 98 * DAY);
    expect(asked.length).toBeLessThanOrEqual(15);
  });

  test("keeps nothing of a read that failed", async () => {
    row(NOW - 9 * DAY, "old");
    fails = true;
    expect((await read(NOW - 10 * DAY)).ok).toBe(false);
    fails = false;
    expect(await names(NOW - 10 * DAY)).toEqual(["old"]);
  });
});
