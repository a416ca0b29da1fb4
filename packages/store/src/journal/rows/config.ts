import {
  type Config,
  type ConfigRecord,
  DEFAULT_CONFIG,
  type DurableBatch,
  type DurableState,
  patchConfig,
} from "@evenkeel/core/events";
import type { InferInsertModel, InferSelectModel } from "drizzle-orm";
import type { configs } from "../../schema/index.ts";
import { readWallTime, toDate } from "../decimals.ts";

export const toConfigRow = (record: ConfigRecord, batch: DurableBatch): InferInsertModel<typeof configs> => ({
  version: record.config.version,
  sequence: batch.sequence,
  config: record.config,
  changes: record.changes,
  authorKind: record.author.kind,
  authorId: record.author.id,
  authorRole: record.author.role,
  reason: record.reason,
  commandId: record.commandId,
  absentNotBefore: toDate(record.absentNotBefore),
  wallAt: toDate(batch.wallTimeMs),
});

/** The database orders keys its own way, and a row of an earlier release lacks what came since. */
export const readConfig = (row: InferSelectModel<typeof configs>): Config => ({
  ...patchConfig(DEFAULT_CONFIG, row.config),
  version: row.version,
});

export const fromConfigRow = (row: InferSelectModel<typeof configs>): NonNullable<DurableState["config"]> => ({
  config: readConfig(row),
  absentNotBefore: readWallTime(row.absentNotBefore),
});
