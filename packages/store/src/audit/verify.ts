import { asc, gt } from "drizzle-orm";
import type { Database } from "../database/reader.ts";
import { audit, auditHead } from "../schema/index.ts";
import { type AuditHead, GENESIS_HASH, linkHash } from "./chain.ts";

export type AuditVerdict =
  | { readonly ok: true; readonly rows: number; readonly head: AuditHead }
  | {
      readonly ok: false;
      /** The first row that is not what was written. */
      readonly position: number;
      readonly problem: "missing" | "edited" | "beyond-head" | "head-differs" | "head-missing";
    };

const BATCH_ROWS = 5_000;

const broken = (position: number, problem: (AuditVerdict & { ok: false })["problem"]): AuditVerdict => ({
  ok: false,
  position,
  problem,
});

/**
 * Walks the whole chain in bounded batches. The stored head betrays a cut-off tail; who can rewrite the head as
 * well can still hide one, so compare `head` with a copy kept elsewhere. One consistent snapshot: it may run
 * beside a working engine.
 */
export function verifyAudit(database: Database): Promise<AuditVerdict> {
  return database.transaction(
    async (snapshot) => {
      const [head] = await snapshot.select().from(auditHead);
      if (head === undefined) return broken(0, "head-missing");
      let position = 0;
      let hash = GENESIS_HASH;
      for (;;) {
        const rows = await snapshot
          .select({ position: audit.position, body: audit.body, hash: audit.hash })
          .from(audit)
          .where(gt(audit.position, position))
          .orderBy(asc(audit.position))
          .limit(BATCH_ROWS);
        for (const row of rows) {
          if (row.position !== position + 1) return broken(position + 1, "missing");
          hash = linkHash(hash, row.body);
          if (hash !== row.hash) return broken(row.position, "edited");
          position = row.position;
        }
        if (rows.length < BATCH_ROWS) break;
      }
      if (position < head.position) return broken(position + 1, "missing");
      if (position > head.position) return broken(head.position + 1, "beyond-head");
      if (hash !== head.hash) return broken(position, "head-differs");
      return { ok: true, rows: position, head: { position, hash } };
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
}
