import { createEngineClient, errorOf, type OverviewView } from "@evenkeel/api/client";
import { readEnv } from "./env.ts";

/**
 * Prints what Evenkeel holds and why, and again whenever one of these lines changes. Needs a key of a viewer:
 *
 *   evenkeel token create --role viewer --only overview
 */
const engine = createEngineClient(readEnv());
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void engine.close());

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const describe = ({ status, kpis, positions }: OverviewView): string =>
  [
    status.headline,
    `  equity ${kpis.equity.value ?? "not known yet"} ${kpis.asset}`,
    ...positions.map(
      ({ symbol, stage, profit, asset }) => `  ${symbol} ${stage}, net ${profit.net ?? "not known yet"} ${asset}`,
    ),
  ].join("\n");

try {
  let shown = "";
  for await (const deck of engine.follow({ onLink: (link) => say(`link ${link}`) })) {
    const text = describe(deck);
    if (text !== shown) say(text);
    shown = text;
  }
} catch (error) {
  const refused = errorOf(error);
  say(refused === null ? String(error) : `${refused.code}: ${refused.message}`);
  process.exitCode = 1;
} finally {
  await engine.close();
}
