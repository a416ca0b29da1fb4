import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { CommandReceipt, EngineClient } from "@evenkeel/api/client";
import type { DrillsView } from "@evenkeel/api/views";
import { readArguments, text } from "../arguments.ts";
import { print } from "../columns.ts";
import { Misunderstood } from "../problem.ts";
import { everywhere, withEngine } from "../running.ts";
import { describeDrill } from "./words.ts";

export const DRILL_HELP = `Usage: evenkeel drill --venue <name> [options]
       evenkeel drill [options]

The go-live drill: enters the smallest pair there is at one venue, then FLATTENs, and looks on the way at what real
money will stand on: whether the venue takes orders from here, what the key may do, how it describes the position, what
the fees came out as, whether flat is confirmed within thirty seconds, and whether the books agree. It trades. Nothing
may be open. Afterwards the engine is frozen: resume when you are ready. Without --venue: how the last drills ended.

  --venue <name>    binance, bybit, ...
  --reason <text>   why, for the audit
  --json            one object for machines
  --data <dir>      the installation, where it is not the default one
  --help            this text

Exit codes: 0 passed (without --venue: passed everywhere); 1 not running, or it does not answer; 2 not understood;
3 failed, refused, or never run.
`;

const EXIT_NOT_PASSED = 3;
const POLL_MS = 500;

export async function drill(given: readonly string[]): Promise<number> {
  const { values } = readArguments(given, { ...everywhere, venue: text, reason: { ...text, default: "" } });
  if (values.help) {
    process.stdout.write(DRILL_HELP);
    return 0;
  }
  const { venue } = values;
  if (venue === "") throw new Misunderstood("--venue must name a venue.");
  const run = venue === undefined ? null : { venue, reason: values.reason.trim() };
  const { receipt, view } = await withEngine(values.data, async (client) => ({
    receipt: run === null ? null : await runDrill(client, run),
    view: await client.drills.get.query(),
  }));
  const told = run === null ? view.venues : view.venues.filter((each) => each.venue === run.venue.toLowerCase());
  const refused = receipt?.state === "refused";
  if (values.json) print(JSON.stringify({ refused: refused ? receipt.text : null, venues: told }));
  else if (refused) print(`The drill was not begun: ${receipt.text}.`);
  else print(told.map(describeDrill).join("\n\n"));
  return !refused && hasPassed(told) ? 0 : EXIT_NOT_PASSED;
}

const hasPassed = (venues: DrillsView["venues"]): boolean =>
  venues.length > 0 && venues.every(({ last }) => last?.passed === true);

/** Waits until it is over; whoever stops waiting stops nothing. */
async function runDrill(
  client: EngineClient,
  { venue, reason }: { readonly venue: string; readonly reason: string },
): Promise<CommandReceipt> {
  let receipt = await client.commands.drill.mutate({ id: randomUUID(), reason, venue });
  let said = "";
  while (receipt.state === "accepted") {
    if (receipt.text !== said) process.stderr.write(`  ${venue}: ${receipt.text}\n`);
    said = receipt.text;
    await sleep(POLL_MS);
    receipt = await client.commands.get.query({ id: receipt.id });
  }
  return receipt;
}
