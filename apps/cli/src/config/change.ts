import { randomUUID } from "node:crypto";
import type { EngineClient } from "@evenkeel/api/client";
import { parseAssignment } from "@evenkeel/config";
import { patchOf } from "@evenkeel/core/events";
import { readArguments, text } from "../arguments.ts";
import { print } from "../columns.ts";
import { Misunderstood, Problem } from "../problem.ts";
import { everywhere, withEngine } from "../running.ts";
import { tellHelp } from "./help.ts";
import { movesInWords, noticesInWords } from "./words.ts";

const ASSIGNMENTS_MAX = 50;
const options = { ...everywhere, reason: { ...text, default: "" } };

type Wish = Parameters<EngineClient["config"]["preview"]["query"]>[0];
type Asked = { readonly id: string; readonly base: number; readonly reason: string };

export async function changeConfig(given: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(given, options, ASSIGNMENTS_MAX);
  if (values.help) return tellHelp();
  if (positionals.length === 0)
    throw new Misunderstood("config set takes section.key=number; config show names the keys.");
  const changes = positionals.map((word) => {
    const read = parseAssignment(word);
    if (!read.ok) throw new Misunderstood(read.error.message);
    return { path: read.value.path, from: Number.NaN, to: read.value.value };
  });
  const patch = patchOf(changes);
  return make(values, { patch }, (client, asked) => client.config.change.mutate({ ...asked, patch }));
}

export async function revertConfig(given: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(given, options, 1);
  if (values.help) return tellHelp();
  const version = Number(positionals[0]);
  if (!/^[1-9]\d{0,8}$/.test(positionals[0] ?? ""))
    throw new Misunderstood("config revert takes the number of a version; config history shows them.");
  const reason = values.reason === "" ? `back to version ${version}` : values.reason;
  return make({ ...values, reason }, { version }, (client, asked) =>
    client.config.revert.mutate({ ...asked, version }),
  );
}

type Values = { readonly data?: string | undefined; readonly json: boolean; readonly reason: string };

/** Looks at what would move, then makes it on exactly that version. */
async function make(
  values: Values,
  wish: Wish,
  send: (client: EngineClient, asked: Asked) => Promise<{ readonly state: string; readonly text: string }>,
): Promise<number> {
  const { moves, notices, version } = await withEngine(values.data, async (client) => {
    const preview = await client.config.preview.query(wish);
    if (preview.kind === "refused") throw new Problem(preview.refusal.message);
    if (preview.kind === "no-such-version") throw new Problem(`There is no version ${preview.version}.`);
    if (preview.kind === "stale") throw new Problem("The configuration was changed meanwhile: look again.");
    const { base, changes } = preview;
    if (changes.length > 0) {
      const receipt = await send(client, { id: randomUUID(), base, reason: values.reason });
      if (receipt.state === "refused") throw new Problem(`The engine refused it: ${receipt.text}.`);
    }
    return { moves: changes, notices: preview.notices, version: base + Math.sign(changes.length) };
  });
  if (values.json) print(JSON.stringify({ version, changes: moves, notices }));
  else if (moves.length === 0) print(`Nothing moves: version ${version} says the same.`);
  else print([movesInWords(moves), ...noticesInWords(notices), `Version ${version} runs.`].join("\n"));
  return 0;
}
