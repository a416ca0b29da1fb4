import type { Look } from "./watcher.ts";

const BODY_BYTES_MAX = 65_536;

/** Asks an engine how it stands. Whatever is no answer of an engine is nothing. */
export async function lookAt(engine: URL, msMax: number): Promise<Look> {
  try {
    const answer = await fetch(new URL("/readyz", engine), { redirect: "error", signal: AbortSignal.timeout(msMax) });
    const said = readStanding(await readText(answer));
    return said ?? { kind: "nothing", why: `something else answers there (${answer.status})` };
  } catch (error) {
    return { kind: "nothing", why: wordOf(error) };
  }
}

async function readText(answer: Response): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > BODY_BYTES_MAX) return "";
  }
  return text;
}

function readStanding(text: string): Look | null {
  let told: unknown;
  try {
    told = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof told !== "object" || told === null || !("status" in told) || typeof told.status !== "string") return null;
  const killLevel = "killLevel" in told && typeof told.killLevel === "string" ? told.killLevel : "";
  const halted = "halted" in told && told.halted !== null && told.halted !== false;
  return { kind: "told", status: told.status, killLevel, halted, notFlat: "notFlat" in told && told.notFlat === true };
}

/** fetch wraps what the system said. */
function wordOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const code = error.cause instanceof Error && "code" in error.cause ? error.cause.code : undefined;
  return typeof code === "string" ? code : error.name;
}
