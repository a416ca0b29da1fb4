import { and, eq, isNull, ne, sql } from "drizzle-orm";
import { sessions } from "../schema/index.ts";
import type { EndedBecause } from "./rows.ts";
import type { Transaction } from "./transaction.ts";

/** Every open session of the user but one ends, and with it every cookie, token and socket of it. Answers how many. */
export async function endSessions(
  transaction: Transaction,
  input: {
    readonly userId: string;
    readonly because: EndedBecause;
    readonly keepSessionId: string | null;
    readonly nowMs: number;
  },
): Promise<number> {
  const { userId, because, keepSessionId, nowMs } = input;
  const ended = await transaction
    .update(sessions)
    .set({ version: sql`${sessions.version} + 1`, revokedAt: new Date(nowMs), endedBecause: because })
    .where(
      and(
        eq(sessions.userId, userId),
        isNull(sessions.revokedAt),
        keepSessionId === null ? undefined : ne(sessions.id, keepSessionId),
      ),
    )
    .returning({ id: sessions.id });
  return ended.length;
}
