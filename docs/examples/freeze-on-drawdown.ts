import { createEngineClient, errorOf, newCommandId } from "@evenkeel/api/client";
import { readEnv } from "./env.ts";

/**
 * Freezes new risk when equity falls by so many percent from the highest this script has seen, then ends. Open pairs
 * stay hedged and guarded; a person decides what follows. Needs a key of an operator:
 *
 *   evenkeel token create --role operator --only overview,commands
 *   node docs/examples/freeze-on-drawdown.ts 2
 */
const limitPercent = Number(process.argv[2] ?? "2");
if (!(limitPercent > 0 && limitPercent < 100)) throw new Error("Say by how many percent equity may fall: 2");

const engine = createEngineClient(readEnv());
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void engine.close());

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Resolves with how far equity fell, once it fell too far; null when the script is stopped before. */
async function awaitDrawdown(): Promise<number | null> {
  let highest = 0;
  for await (const { kpis } of engine.follow()) {
    if (kpis.equity.value === null) continue;
    const equity = Number(kpis.equity.value);
    highest = Math.max(highest, equity);
    const fallenPercent = (1 - equity / highest) * 100;
    if (fallenPercent >= limitPercent) return fallenPercent;
  }
  return null;
}

try {
  const fallen = await awaitDrawdown();
  if (fallen !== null) {
    // The id is made once: if the answer is lost, the same command again freezes once and answers the same.
    const command = { id: newCommandId(), reason: `equity fell ${fallen.toFixed(2)} % (limit ${limitPercent} %)` };
    const { state, text } = await engine.client.commands.freeze.mutate(command);
    say(`${command.reason}: ${state}. ${text}`);
  }
} catch (error) {
  const refused = errorOf(error);
  say(refused === null ? String(error) : `${refused.code}: ${refused.message}`);
  process.exitCode = 1;
} finally {
  await engine.close();
}
