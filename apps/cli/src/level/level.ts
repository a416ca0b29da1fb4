import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { CommandReceipt, EngineClient } from "@evenkeel/api/client";
import { readArguments, text } from "../arguments.ts";
import { print } from "../columns.ts";
import { everywhere, sayReceipt, withEngine } from "../running.ts";
import { describePairs } from "./words.ts";

export type Level = "freeze" | "reduce" | "flatten" | "resume";

export const LEVEL_HELP = `Usage: evenkeel freeze|reduce|flatten|resume [options]
       evenkeel close [<pair>] [options]

What the dashboard's buttons do, for when there is no dashboard: the owner of this machine says so, and the running
engine does it. It needs neither the dashboard nor the database.

  freeze         no new risk; open pairs stay hedged and guarded
  reduce         takes every pair down, both legs together
  flatten        cancels every order and closes everything now; waits a minute for the venues to confirm it
  resume         entries allowed again; lifts a halt once books and venues agree
  close <pair>   takes one pair down; without one, names those there are

  --reason <text>   why, for the audit
  --json            one object for machines
  --data <dir>      the installation, where it is not the default one
  --help            this text

Exit codes: 0 done; 1 not running, or it does not answer; 2 not understood; 3 refused, or not done within a minute: the
engine goes on by itself, and evenkeel status says how far it is.
`;

const EXIT_NOT_DONE = 3;
const WAIT_MS_MAX = 60_000;
const POLL_MS = 500;
const options = { ...everywhere, reason: { ...text, default: "" } };

type Asked = { readonly id: string; readonly reason: string };
type Command = (client: EngineClient, asked: Asked) => Promise<CommandReceipt>;

export async function level(kind: Level, given: readonly string[]): Promise<number> {
  const { values } = readArguments(given, options);
  if (values.help) return tellHelp();
  return run(values, (client, asked) => client.commands[kind].mutate(asked));
}

export async function close(given: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(given, options, 1);
  if (values.help) return tellHelp();
  const [pairId] = positionals;
  if (pairId !== undefined)
    return run(values, (client, asked) => client.commands.closePair.mutate({ ...asked, pairId }));
  const pairs = await withEngine(values.data, (client) => client.positions.list.query());
  print(values.json ? JSON.stringify(pairs) : describePairs(pairs));
  return 0;
}

type Values = ReturnType<typeof readArguments<typeof options>>["values"];

async function run({ data, json, reason }: Values, command: Command): Promise<number> {
  const asked = { id: randomUUID(), reason: reason.trim() };
  const receipt = await withEngine(data, async (client) => untilDone(client, await command(client, asked)));
  print(json ? JSON.stringify(receipt) : sayReceipt(receipt));
  return receipt.state === "done" ? 0 : EXIT_NOT_DONE;
}

/** Whoever stops waiting stops nothing. */
async function untilDone(client: EngineClient, first: CommandReceipt): Promise<CommandReceipt> {
  const untilMs = performance.now() + WAIT_MS_MAX;
  let receipt = first;
  let said = "";
  while (receipt.state === "accepted" && performance.now() < untilMs) {
    if (receipt.text !== said) process.stderr.write(`  ${receipt.text}\n`);
    said = receipt.text;
    await sleep(POLL_MS);
    receipt = await client.commands.get.query({ id: receipt.id });
  }
  return receipt;
}

function tellHelp(): number {
  process.stdout.write(LEVEL_HELP);
  return 0;
}
