import { API_ERROR_CODES } from "@evenkeel/api/errors";
import {
  caseRandom,
  damageText,
  type JsonSchema,
  mutate,
  type Random,
  render,
  sample,
  seedOf,
  sweepTexts,
  type Vocabulary,
  wholeSample,
} from "@evenkeel/testkit/fuzz";
import { z } from "zod";

type Kind = "query" | "mutation" | "subscription";
type Definition = { readonly type: Kind; readonly inputs: readonly z.ZodType[] };
type Router = { readonly _def: { readonly procedures: object } };

export type Procedure = { readonly path: string; readonly kind: Kind; readonly input: JsonSchema | null };

/** Every procedure of a router with what it takes, found and not listed: a new one is fuzzed from its first day. */
export function proceduresOf(router: Router): readonly Procedure[] {
  return Object.entries(router._def.procedures).map(([path, found]) => {
    const { type, inputs } = (found as { readonly _def: Definition })._def;
    return { path, kind: type, input: schemaOf(inputs) };
  });
}

function schemaOf([first]: readonly z.ZodType[]): JsonSchema | null {
  if (first === undefined) return null;
  return z.toJSONSchema(first, { unrepresentable: "any", io: "input" }) as JsonSchema;
}

/** What fits fields that a pattern or a meaning guards. A field not named here gets a common text. */
export const WORDS: Vocabulary = {
  id: ["u1", "s1", "k1"],
  name: ["Ada", "Otto", "Nils"],
  // A good one costs a tenth of a second of hashing each time.
  password: ["harbour lamp violet 7", "short", "short", "short", "short", "short"],
  token: ["0123456789abcdef0123456789abcdef"],
  label: ["script", "cron"],
  reason: ["drill"],
  venue: ["binance", "nowhere"],
  perpetualSymbol: ["BTCUSDT", "ETHUSDT"],
  notional: ["1000", "0.00000001", "999999999999"],
  pairId: ["ekabcd1234-1"],
  code: ["123456"],
};

/** First every strange text in every place for one, then whatever chance makes of what a caller means. */
export function inputsOf({ path, input }: Procedure, seed: number): { readonly cases: number; readonly make: Make } {
  const meant = input === null ? {} : wholeSample(input, caseRandom(seedOf(path, seed), 0), WORDS);
  const swept = sweepTexts(meant);
  return {
    cases: swept.length,
    make: (random, index) => (index < swept.length ? render(swept[index]) : chanceInput(input, random)),
  };
}

type Make = (random: Random, index: number) => string;

function chanceInput(input: JsonSchema | null, random: Random): string {
  const meant = input === null ? {} : sample(input, random, WORDS);
  if (random.chance(0.35)) return render(meant);
  let wrong = mutate(meant, random, true);
  while (random.chance(0.3)) wrong = mutate(wrong, random, true);
  const text = render(wrong);
  return random.chance(0.12) ? damageText(text, random) : text;
}

const CODES = new Set<string>(API_ERROR_CODES);
const LEAK = /node_modules|\bat [\w.<>]+ \(|\.tsx?:\d+|"stack"|postgres(?:ql)?:\/\//i;

export type Answer = { readonly status: number; readonly text: string };

/** Typed, never ours to be ashamed of, and without a word about where in the code it came from. */
export function assertTyped({ status, text }: Answer): string {
  if (LEAK.test(text)) throw new Error(`leaks: ${text.slice(0, 300)}`);
  if (text.includes('"INTERNAL"') || status === 500) throw new Error(`INTERNAL: ${text.slice(0, 300)}`);
  if (status >= 200 && status < 300) return "ok";
  // The server's own word for an address longer than any it reads.
  if (status === 431) return "431";
  const answer = JSON.parse(text) as Record<string, unknown>;
  const first = (Array.isArray(answer) ? answer[0] : answer) as {
    readonly error?: { readonly data?: { readonly code?: unknown } };
  };
  const code = first.error?.data?.code;
  if (typeof code !== "string" || !CODES.has(code))
    throw new Error(`${status} without a code of ours: ${text.slice(0, 300)}`);
  return code;
}

const ANSWER_MS_MAX = 15_000;

/** One call as a client makes it. The stream of a live deck has no end: its first bytes are the answer. */
export async function callOverHttp(
  url: string,
  { kind }: Procedure,
  input: string,
  credential: string,
): Promise<Answer> {
  const init: RequestInit = {
    headers: { authorization: `Bearer ${credential}`, "content-type": "application/json" },
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  };
  const query = kind === "mutation" ? "" : `?input=${encodeURIComponent(input.toWellFormed())}`;
  const response = await fetch(`${url}${query}`, kind === "mutation" ? { ...init, method: "POST", body: input } : init);
  if (kind !== "subscription" || !response.ok) return { status: response.status, text: await response.text() };
  const reader = response.body?.getReader();
  const first = await reader?.read();
  await reader?.cancel();
  return { status: response.status, text: Buffer.from(first?.value ?? new Uint8Array()).toString() };
}
