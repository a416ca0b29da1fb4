import { isWebCurrent } from "../up/web-build.ts";
import type { Answer } from "./answers.ts";
import { releaseHere } from "./look.ts";
import type { VenueAnswer } from "./venue.ts";

/** What has to be asked over a socket, each once and with an end. */
const ASK_MS_MAX = 3_000;

type Told = { readonly status: number; readonly body: Readonly<Record<string, unknown>>; readonly tookMs: number };

/** undici says why beneath its own "fetch failed". */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `nothing came within ${ASK_MS_MAX / 1_000} s`;
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return "code" in cause && typeof cause.code === "string" ? cause.code : cause.message;
}

async function ask(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Told> {
  const began = performance.now();
  const answer = await fetch(url, { headers, redirect: "manual", signal: AbortSignal.timeout(ASK_MS_MAX) });
  const tookMs = performance.now() - began;
  const text = await answer.text();
  const isJson = answer.headers.get("content-type")?.includes("json") === true;
  return { status: answer.status, body: isJson ? (JSON.parse(text) as Told["body"]) : {}, tookMs };
}

export async function askVenue(url: string): Promise<VenueAnswer> {
  try {
    const { status, body, tookMs } = await ask(url);
    const { serverTime = body["time"] } = body;
    const offsetMs = typeof serverTime === "number" ? serverTime - (Date.now() - tookMs / 2) : null;
    return { kind: "answered", status, tookMs, offsetMs };
  } catch (error) {
    return { kind: "silent", reason: reasonOf(error) };
  }
}

async function answerOf(url: string, read: (told: Told) => Answer, headers = {}): Promise<Answer> {
  try {
    const told = await ask(url, headers);
    return told.status < 500 ? read(told) : { kind: "silent", reason: `status ${told.status}` };
  } catch (error) {
    return { kind: "silent", reason: reasonOf(error) };
  }
}

const versionIn = ({ body }: Told): string =>
  typeof body["version"] === "string" ? body["version"] : "another release";

export const askEngine = (port: number): Promise<Answer> =>
  answerOf(`http://127.0.0.1:${port}/healthz`, (told) => ({
    kind: "answered",
    version: versionIn(told),
    note: typeof told.body["node"] === "string" ? `Node ${told.body["node"]}` : null,
  }));

export const askExchange = (port: number): Promise<Answer> =>
  answerOf(
    `http://127.0.0.1:${port}/control/status`,
    (told) => ({
      kind: "answered",
      version: versionIn(told),
      note: `world ${String(told.body["world"])}, seed ${String(told.body["seed"])}`,
    }),
    { "x-evenkeel-control": "1" },
  );

/** The dashboard tells strangers nothing about itself; what was built last does. */
export const askDashboard = (address: string): Promise<Answer> =>
  answerOf(`${address}/sign-in`, () => ({
    kind: "answered",
    version: isWebCurrent() ? releaseHere() : "an older build",
    note: null,
  }));
