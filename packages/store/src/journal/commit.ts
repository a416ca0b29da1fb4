import { type AuditHead, GENESIS_HASH } from "../audit/chain.ts";
import type { Writer } from "../database/connect.ts";
import { chainAudits, type EncodedBatch, insertsOf } from "./encode.ts";
import { joinStatements } from "./statement.ts";

export type CommitOutcome =
  | { readonly kind: "committed"; readonly head: AuditHead }
  /** These were committed before; nothing was written now. */
  | { readonly kind: "repeated"; readonly sequences: ReadonlySet<number> }
  /** Another writer chained audit rows since `head` was read. */
  | { readonly kind: "head-moved" };

export async function readHead(sql: Writer): Promise<AuditHead> {
  const [row] = await sql<{ position: string; hash: string }[]>`select position, hash from audit_head where id = 1`;
  return row === undefined ? { position: 0, hash: GENESIS_HASH } : { position: Number(row.position), hash: row.hash };
}

const violatedConstraint = (error: unknown): string | null =>
  error instanceof Error && "constraint_name" in error && typeof error.constraint_name === "string"
    ? error.constraint_name
    : null;

/** Only the lease's own check divides. */
const DIVISION_BY_ZERO = "22012";
const LEASE_LOST = "another engine has taken this database; nothing more is written by this one";

const isLeaseLost = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === DIVISION_BY_ZERO;

/** Throws when a sequence is taken by other rows: two histories under one number is a broken program. */
async function findCommitted(sql: Writer, batches: readonly EncodedBatch[]): Promise<ReadonlySet<number>> {
  const wanted = JSON.stringify(batches.map(({ sequence }) => sequence));
  const rows = await sql<{ sequence: string; digest: string }[]>`
    select sequence, digest from batches
    where sequence in (select value::bigint from jsonb_array_elements_text(${wanted}::text::jsonb))`;
  const digests = new Map(rows.map(({ sequence, digest }) => [Number(sequence), digest]));
  for (const { sequence, digest } of batches) {
    if ((digests.get(sequence) ?? digest) !== digest) {
      throw new Error(`sequence ${sequence} was committed before with other rows`);
    }
  }
  return new Set(digests.keys());
}

/**
 * One transaction for all of them. A repeated batch fails on a key it has taken before; a head that moved fails
 * because the positions after it are taken. A trigger refuses audit rows the head did not follow.
 */
export async function commitBatches(
  sql: Writer,
  batches: readonly EncodedBatch[],
  head: AuditHead,
  leaseEpoch: number | null,
): Promise<CommitOutcome> {
  const audits = batches.flatMap((batch) => batch.audits);
  const chained = chainAudits(audits, head);
  const { text, parameters } = joinStatements([...insertsOf(batches), ...chained.statements], leaseEpoch);
  try {
    await sql.unsafe(text, parameters, { prepare: true });
    return { kind: "committed", head: chained.head };
  } catch (error) {
    if (isLeaseLost(error)) throw Object.assign(new Error(LEASE_LOST, { cause: error }), { code: DIVISION_BY_ZERO });
    const constraint = violatedConstraint(error);
    if (constraint === null) throw error;
    const sequences = await findCommitted(sql, batches);
    if (sequences.size > 0) return { kind: "repeated", sequences };
    if (constraint === "audit_pkey") return { kind: "head-moved" };
    throw error;
  }
}
