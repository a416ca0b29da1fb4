import { and, desc, eq, type InferSelectModel, lt } from "drizzle-orm";
import type { Database } from "../database/reader.ts";
import { incomes } from "../schema/index.ts";
import { pageRows } from "./limits.ts";

export type IncomeRow = InferSelectModel<typeof incomes>;

/** Funding as the venue paid or took it, newest first. */
export const listFunding = (database: Database, limit: number, before?: Date): Promise<IncomeRow[]> =>
  database
    .select()
    .from(incomes)
    .where(and(eq(incomes.kind, "funding"), before === undefined ? undefined : lt(incomes.venueAt, before)))
    .orderBy(desc(incomes.venueAt), desc(incomes.incomeId))
    .limit(pageRows(limit));

/** All income of one pair, newest first. */
export const listIncomesOfPlan = (database: Database, plan: string, limit: number): Promise<IncomeRow[]> =>
  database.select().from(incomes).where(eq(incomes.plan, plan)).orderBy(desc(incomes.venueAt)).limit(pageRows(limit));
