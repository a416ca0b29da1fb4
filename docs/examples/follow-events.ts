import { setTimeout as sleep } from "node:timers/promises";
import { readEnv } from "./env.ts";

/**
 * Prints every trade, alarm and change of state, with nothing but what Node brings along, and goes on where it was cut
 * off. Needs a key of a viewer:
 *
 *   evenkeel token create --role viewer --only events
 */
const { url, apiKey } = readEnv();
const RETRY_MS = 1_000;
let lastEventId = "";
/** Trades and alarms have one id for ever: a snapshot after a break holds those that were missed. */
const known = new Set<string>();
let started = false;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

type Row = Readonly<Record<string, string>>;
type Body = { readonly trades?: readonly Row[]; readonly alerts?: readonly Row[] } & {
  readonly state?: string;
  readonly headline?: string;
};
type Data = { readonly kind: string; readonly sequence: number; readonly body: Body };

const news = (rows: readonly Row[] = []): readonly Row[] =>
  rows.filter(({ id = "" }) => !known.has(id) && known.add(id));

function tell(name: string, { kind, sequence, body }: Data): void {
  const isFirst = kind === "snapshot" && !started;
  if (kind === "snapshot") say(`${name} as it stands at ${sequence}`);
  for (const { id, side, quantity, symbol, price } of news(body.trades))
    if (!isFirst) say(`${name} ${id}: ${side} ${quantity} ${symbol} at ${price}`);
  for (const { level, code, text } of news(body.alerts)) if (!isFirst) say(`${name} ${level} ${code}: ${text}`);
  if (name === "ENGINE_STATUS") say(`${name} ${body.state}: ${body.headline}`);
}

/** One block of lines, as Server-Sent Events write it. */
function take(block: string): void {
  const fields = new Map(block.split("\n").map((line) => line.split(/: ?(.*)/s) as [string, string]));
  const [name, id, data] = [fields.get("event"), fields.get("id"), fields.get("data")];
  if (name !== undefined && data !== undefined) tell(name, JSON.parse(data) as Data);
  else if (block.startsWith(": closed")) say(block.slice(2));
  if (id === undefined) return;
  lastEventId = id;
  started = true;
}

async function listen(): Promise<void> {
  const headers = { authorization: `Bearer ${apiKey}`, "last-event-id": lastEventId };
  const answer = await fetch(`${url}/events`, { headers });
  if (!answer.ok) throw new Error(await answer.text());
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) take(block);
  }
}

for (;;) {
  try {
    await listen();
  } catch (error) {
    say(String(error));
    if (/"httpStatus":40[0-9]/.test(String(error))) break;
  }
  await sleep(RETRY_MS);
}
