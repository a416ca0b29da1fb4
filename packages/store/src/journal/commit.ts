import type postgres from "postgres";
import { type AuditHead, GENESIS_HASH } from "../audit/chain.ts";
import type { Writer } from "../database/pools.ts";
import { chainAudits, type EncodedBatch } from "./encode.ts";
import type { Statement } from "./statement.ts";

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

type Answer = { readonly count: number };

/** All statements leave in one go; the first that failed says why, the rest only say that it did. */
async function runAll(transaction: postgres.TransactionSql, statements: readonly Statement[]): Promise<Answer[]> {
  const answers = await Promise.allSettled(
    statements.map(({ text, parameters }) => transaction.unsafe(text, [...parameters], { prepare: true })),
  );
  return answers.map((answer) => {
    if (answer.status === "rejected") throw answer.reason;
    return answer.value;
  });
}

const violates = (error: unknown, constraint: string): boolean =>
  error instanceof Error && "constraint_name" in error && error.constraint_name === constraint;

/** Throws when the sequence is taken by other rows: two histories under one number is a broken program. */
async function assertSameBatch(sql: Writer, { sequence, digest }: EncodedBatch): Promise<void> {
  const [row] = await sql<{ digest: string }[]>`select digest from batches where sequence = ${sequence}`;
  if (row?.digest !== digest) throw new Error(`sequence ${sequence} was committed before with other rows`);
}

/**
 * One transaction. The batch's own row goes first, so that a repeated one fails before anything else is looked
 * at. A head that moved fails too: the positions after it are taken.
 */
export async function commitBatch(sql: Writer, batch: EncodedBatch, head: AuditHead): Promise<CommitOutcome> {
  const chained = chainAudits(batch.audits, head);
  try {
    await sql.begin(async (transaction) => {
      const answers = await runAll(transaction, [...batch.statements, ...chained.statements]);
      const moved = chained.statements.length === 0 || answers[batch.statements.length]?.count === 1;
      if (!moved) throw new Error("the audit head is not where its rows say it is");
    });
    return { kind: "committed", head: chained.head };
  } catch (error) {
    if (violates(error, "audit_pkey")) return { kind: "head-moved" };
    if (!violates(error, "batches_pkey")) throw error;
    await assertSameBatch(sql, batch);
    return { kind: "repeated" };
  }
}
