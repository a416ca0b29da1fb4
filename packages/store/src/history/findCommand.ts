import { eq, type InferSelectModel } from "drizzle-orm";
import type { Database } from "../database/reader.ts";
import { commands } from "../schema/index.ts";

export type CommandRow = InferSelectModel<typeof commands>;

/** What became of one command, or `null` when none of this id was ever applied. */
export async function findCommand(database: Database, id: string): Promise<CommandRow | null> {
  const [row] = await database.select().from(commands).where(eq(commands.id, id));
  return row ?? null;
}
