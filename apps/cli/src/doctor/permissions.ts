import type { EngineStatusView } from "@evenkeel/api/views";
import { reachEngine } from "../reach.ts";
import { type Finding, fail, warn, well } from "./finding.ts";

/** What a venue says of the key this installation trades with. */
export type KeyFacts = {
  readonly venue: string;
  readonly mayTrade: boolean;
  readonly mayMoveFundsOut: boolean;
  readonly ipRestricted: boolean;
  /** null: the venue sets no end. */
  readonly expiresAtMs: number | null;
};

const ASK_MS_MAX = 5_000;
const DAY_MS = 86_400_000;
const EXPIRES_SOON_DAYS = 14;

export function judgeKey(key: KeyFacts, nowMs: number, simulated: boolean): Finding {
  const { venue, expiresAtMs } = key;
  const id = `key/${venue}`;
  if (key.mayMoveFundsOut)
    return fail(id, `The key for ${venue} may move funds out.`, "Make a key that can trade and nothing else.");
  if (!key.mayTrade)
    return fail(
      id,
      `The key for ${venue} may not trade.`,
      "Allow it spot and futures trading at the venue, or make another; it may also have run out.",
    );
  const days = expiresAtMs === null ? null : Math.floor((expiresAtMs - nowMs) / DAY_MS);
  if (days !== null && days < EXPIRES_SOON_DAYS)
    return warn(id, `The key for ${venue} stops trading in ${days} days.`, "Make the next one and change it in time.");
  // A simulated exchange listens on this machine only; there is no address to restrict.
  if (!key.ipRestricted && !simulated)
    return warn(
      id,
      `The key for ${venue} works from any address, and such a key may stop after 90 days.`,
      "Restrict it to this machine's address at the venue.",
    );
  return well(id, `The key for ${venue} may trade and nothing else.`);
}

/** What the running engine was told by the venue it trades on. */
export async function judgePermissions(data: string): Promise<readonly Finding[]> {
  const { client, close } = await reachEngine(data);
  try {
    const { status } = await client.health.query(undefined, { signal: AbortSignal.timeout(ASK_MS_MAX) });
    return [judgeStatus(status)];
  } finally {
    await close();
  }
}

export function judgeStatus({ state, stopped }: Pick<EngineStatusView, "state" | "stopped">): Finding {
  if (stopped?.code === "permissions") return fail("keys", `${stopped.text}.`, stopped.remedy);
  if (state === "starting" || state === "reconciling" || stopped !== null)
    return warn(
      "keys",
      `What the key may do cannot be told while it is ${state}.`,
      "See evenkeel status, then look again.",
    );
  return well("keys", "The key may trade and nothing else, the venue says.");
}
