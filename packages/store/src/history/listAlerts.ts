import { and, desc, eq, type InferSelectModel, lt, or } from "drizzle-orm";
import type { Database } from "../database/reader.ts";
import { alerts } from "../schema/index.ts";
import { pageRows } from "./limits.ts";

export type AlertRow = InferSelectModel<typeof alerts>;
export type AlertPosition = Pick<AlertRow, "sequence" | "ordinal">;

/** Newest first; `before` is the last row of the page before. */
export const listAlerts = (database: Database, limit: number, before?: AlertPosition): Promise<AlertRow[]> =>
  database
    .select()
    .from(alerts)
    .where(before === undefined ? undefined : isOlder(before))
    .orderBy(desc(alerts.sequence), desc(alerts.ordinal))
    .limit(pageRows(limit));

const isOlder = ({ sequence, ordinal }: AlertPosition) =>
  or(lt(alerts.sequence, sequence), and(eq(alerts.sequence, sequence), lt(alerts.ordinal, ordinal)));
