import type { DrillsView } from "@evenkeel/api/views";
import { sayDrill } from "../drill/words.ts";
import { reachEngine } from "../reach.ts";
import { type Finding, warn, well } from "./finding.ts";

const ASK_MS_MAX = 5_000;

/** Whether every venue has shown, with the smallest pair there is, that it does what real money will rely on. */
export function judgeDrills({ venues }: DrillsView, simulated: boolean): readonly Finding[] {
  return venues.map((drill) => {
    const id = `drill/${drill.venue}`;
    const remedy = `evenkeel drill --venue ${drill.venue}`;
    const text = `The go-live drill at ${drill.label}: ${sayDrill(drill)}.`;
    if (drill.last?.passed === false) return warn(id, text, `Mend what failed, then ${remedy}`);
    // In a simulation nothing real stands on it.
    return drill.last === null && !simulated ? warn(id, text, remedy) : well(id, text);
  });
}

export async function checkDrills(data: string): Promise<readonly Finding[]> {
  const { client, close } = await reachEngine(data);
  try {
    const terms = { signal: AbortSignal.timeout(ASK_MS_MAX) };
    const [drills, { status }] = await Promise.all([
      client.drills.get.query(undefined, terms),
      client.health.query(undefined, terms),
    ]);
    return judgeDrills(drills, status.mode === "SIMULATION");
  } finally {
    await close();
  }
}
