import { randomUUID } from "node:crypto";
import type { CommandReceipt, ReviewView } from "@evenkeel/api/client";
import { readArguments, text } from "../arguments.ts";
import { print } from "../columns.ts";
import { Misunderstood } from "../problem.ts";
import { everywhere, sayReceipt, withEngine } from "../running.ts";
import { tellHelp } from "./help.ts";
import { describeReview } from "./words.ts";

const EXIT_DIFFERS = 3;
const PRINT = /^[0-9a-f]{16}$/;

export async function review(given: readonly string[]): Promise<number> {
  const [command, ...rest] = given;
  if (command === "accept") return accept(rest);
  if (command === "cancel") return cancel(rest);
  const { values, positionals } = readArguments(given, everywhere, 1);
  if (values.help) return tellHelp();
  if (positionals.length > 0)
    throw new Misunderstood(`review has no command "${positionals[0]}": it takes accept or cancel.`);
  const view = await withEngine(values.data, (client) => client.review.get.query());
  print(values.json ? JSON.stringify(view) : describeReview(view));
  return agrees(view) ? 0 : EXIT_DIFFERS;
}

const agrees = ({ halted, venues }: ReviewView): boolean =>
  halted === null && venues.length > 0 && venues.every(({ standing }) => standing === "agrees");

const options = { ...everywhere, venue: text, print: text, as: text, reason: { ...text, default: "" } };

/** As who owns this machine: the differences named by `--print`, and no others. */
async function accept(given: readonly string[]): Promise<number> {
  const { values } = readArguments(given, options);
  if (values.help) return tellHelp();
  const { venue, print: named, as } = values;
  const reason = values.reason.trim();
  if (venue === undefined || named === undefined || !PRINT.test(named))
    throw new Misunderstood("review accept takes --venue and --print as evenkeel review lists them.");
  if (as !== "transfer" && as !== "adjustment")
    throw new Misunderstood("--as says what the money was: transfer (moved in or out) or adjustment (gained or lost).");
  if (reason === "") throw new Misunderstood("--reason says why the venue's word is taken; it is kept in the audit.");
  const receipt = await withEngine(values.data, (client) =>
    client.commands.acceptVenue.mutate({ id: randomUUID(), reason, venue, print: named, as }),
  );
  return tell(receipt, values.json);
}

async function cancel(given: readonly string[]): Promise<number> {
  const { values } = readArguments(given, { ...everywhere, venue: text, order: text });
  if (values.help) return tellHelp();
  const { venue, order } = values;
  if (venue === undefined || order === undefined)
    throw new Misunderstood("review cancel takes --venue and --order as evenkeel review lists them.");
  const asked = { id: randomUUID(), reason: "command line", venue, order };
  return tell(await withEngine(values.data, (client) => client.commands.cancelOrder.mutate(asked)), values.json);
}

function tell(receipt: CommandReceipt, json: boolean): number {
  print(json ? JSON.stringify(receipt) : sayReceipt(receipt));
  return receipt.state === "refused" ? EXIT_DIFFERS : 0;
}
