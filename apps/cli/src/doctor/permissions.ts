import type { EngineClient } from "@evenkeel/api/client";
import { reachEngine } from "../reach.ts";
import { type Finding, fail, warn, well } from "./finding.ts";

type KeyList = Awaited<ReturnType<EngineClient["venueKeys"]["list"]["query"]>>;
export type KeyFacts = Pick<
  KeyList["keys"][number],
  "id" | "venue" | "label" | "state" | "permissions" | "ipRestricted" | "expiresAtMs"
>;

const ASK_MS_MAX = 5_000;
const DAY_MS = 86_400_000;
const EXPIRES_SOON_DAYS = 14;

/** What the venues say of the keys this installation trades with. Those that were retired are nobody's matter. */
export function judgeKeys(keys: readonly KeyFacts[], simulated: boolean, nowMs: number): readonly Finding[] {
  const held = keys.filter(({ state }) => state !== "retired");
  if (held.some(({ state }) => state !== "next-start")) return held.map((key) => judgeKey(key, simulated, nowMs));
  return [
    warn("keys", "The engine trades with no key of a venue.", "Add one with evenkeel keys add, then start it again."),
    ...held.map((key) => judgeKey(key, simulated, nowMs)),
  ];
}

function judgeKey(key: KeyFacts, simulated: boolean, nowMs: number): Finding {
  const id = `key/${key.id}`;
  const name = `The ${key.venue} key "${key.label}"`;
  switch (key.permissions) {
    case "may-move-funds-out":
      return fail(id, `${name} may move funds out.`, "Replace it by one that can trade and nothing else.");
    case "read-only":
      return fail(id, `${name} may not trade.`, "Allow it spot and futures trading at the venue, or replace it.");
    case "unknown":
      return warn(
        id,
        `The venue has not said yet what ${name.replace(/^The/, "the")} may do.`,
        `evenkeel keys probe ${key.id}`,
      );
    case "trade":
      return judgeTrading(id, name, key, simulated, nowMs);
  }
}

function judgeTrading(id: string, name: string, key: KeyFacts, simulated: boolean, nowMs: number): Finding {
  const days = key.expiresAtMs === null ? null : Math.floor((key.expiresAtMs - nowMs) / DAY_MS);
  if (days !== null && days < EXPIRES_SOON_DAYS)
    return warn(id, `${name} stops trading in ${Math.max(0, days)} days.`, "Make the next one and replace it in time.");
  // A simulated exchange listens on this machine only; there is no address to restrict.
  if (key.ipRestricted === false && !simulated)
    return warn(id, `${name} works from any address.`, "Restrict it to this machine's address at the venue.");
  return well(id, `${name} may trade and cannot move funds out.`);
}

export async function checkKeys(data: string): Promise<readonly Finding[]> {
  const { client, close } = await reachEngine(data);
  try {
    const list = await client.venueKeys.list.query(undefined, { signal: AbortSignal.timeout(ASK_MS_MAX) });
    return judgeKeys(list.keys, list.environment === "simulation", Date.now());
  } finally {
    await close();
  }
}
