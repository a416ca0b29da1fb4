import { type AuditHead, GENESIS_HASH } from "../audit/chain.ts";
import type { Writer } from "../database/connect.ts";
import { chainAudits, type EncodedBatch } from "./encode.ts";
import { joinStatements } from "./statement.ts";

export type CommitOutcome =
  | { readonly kind: "committed"; readonly head: AuditHead }
  /** This very batch was committed before; nothing was written now. */
  | { readonly kind: "repeated" }
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

/** Throws when the sequence is taken by other rows: two histories under one number is a broken program. */
async function isCommitted(sql: Writer, { sequence, digest }: EncodedBatch): Promise<boolean> {
  const [row] = await sql<{ digest: string }[]>`select digest from batches where sequence = ${sequence}`;
  if (row !== undefined && row.digest !== digest) {
    throw new Error(`sequence ${sequence} was committed before with other rows`);
  }
  return row !== undefined;
}

/**
 * One transaction. A repeated batch fails on a key it has taken before; a head that moved fails because the
 * positions after it are taken. A trigger refuses audit rows the head did not follow.
 */
export async function commitBatch(
  sql: Writer,
  batch: EncodedBatch,
  head: AuditHead,
  leaseEpoch: number | null,
): Promise<CommitOutcome> {
  const chained = chainAudits(batch.audits, head);
  const { text, parameters } = joinStatements([...batch.statements, ...chained.statements], leaseEpoch);
  try {
    await sql.unsafe(text, parameters, { prepare: true });
    return { kind: "committed", head: chained.head };
  } catch (error) {
    if (isLeaseLost(error)) throw Object.assign(new Error(LEASE_LOST, { cause: error }), { code: DIVISION_BY_ZERO });
    const constraint = violatedConstraint(error);
    if (constraint === null) throw error;
    if (await isCommitted(sql, batch)) return { kind: "repeated" };
    if (constraint === "audit_pkey") return { kind: "head-moved" };
    throw error;
  }
}
