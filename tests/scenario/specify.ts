import { play } from "@evenkeel/testkit/builders";
import { expect, it } from "vitest";

/** A title, where the story begins, and its lines: an event each, behind the arrow what the engine does about it. */
export type Row = readonly [title: string, given: string, script: string];

export function specify(rows: readonly Row[]): void {
  it.each(rows)("%s", (_, given, script) => {
    const { written, played } = play(given, script);
    expect(played).toBe(written);
  });
}
