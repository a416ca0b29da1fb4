import { answerPersist, given, perform } from "@evenkeel/testkit/builders";
import { expect, it } from "vitest";

/** A tenth of what the lane calls out (apps/engine/src/durable-lane). */
const BATCHES_MAX = 1_250;

it("a database that is away for six hours leaves few batches waiting: the probe rests longer each time", () => {
  const bench = given("open");
  bench.storesByItself = false;
  let waiting = 0;
  const before = bench.journal.batchCount();
  const play = (line: string): void => {
    perform(bench, line);
    for (; bench.persists.length > 0; waiting += 1) answerPersist(bench, false);
  };
  for (const line of ["tick BBB", "open BBBUSDT 500", "prepared BBBUSDT"]) play(line);
  for (let second = 0; second < 21_600; second += 5) {
    play("wait 5s");
    if (bench.reads.size > 0) play("account");
  }
  expect(bench.state.journalUp).toBe(false);
  const batches = waiting + bench.journal.batchCount() - before;
  process.stdout.write(`six hours without a database: ${batches} batches\n`);
  expect(waiting).toBeGreaterThan(60);
  expect(batches).toBeLessThan(BATCHES_MAX);
});
