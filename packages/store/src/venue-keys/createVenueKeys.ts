import { and, desc, eq, inArray, isNotNull, ne } from "drizzle-orm";
import type { Database } from "../database/reader.ts";
import { audit, venueKeys } from "../schema/index.ts";
import { fromVenueKeyRow, type NewVenueKey, type Standing, toVenueKeyRow, type VenueKey } from "./rows.ts";

const LISTED_MAX = 200;
const isActive = eq(venueKeys.state, "active");

/** Written by the engine alone. A key is stored pending, audited, and only then put in use. */
export const createVenueKeys = (database: Database) => ({
  list: async (): Promise<readonly VenueKey[]> =>
    (
      await database.select().from(venueKeys).orderBy(desc(venueKeys.addedAt), desc(venueKeys.id)).limit(LISTED_MAX)
    ).map(fromVenueKeyRow),

  find: async (id: string): Promise<VenueKey | null> => {
    const [row] = await database.select().from(venueKeys).where(eq(venueKeys.id, id));
    return row === undefined ? null : fromVenueKeyRow(row);
  },

  findActive: async (venue: string, environment: VenueKey["environment"]): Promise<VenueKey | null> => {
    const ofVenue = and(eq(venueKeys.venue, venue), eq(venueKeys.environment, environment), isActive);
    const [row] = await database.select().from(venueKeys).where(ofVenue);
    return row === undefined ? null : fromVenueKeyRow(row);
  },

  /** `known` when the same id was stored before: whoever asks again gets what there is. */
  addPending: async (key: NewVenueKey): Promise<"stored" | "known"> => {
    const stored = await database
      .insert(venueKeys)
      .values(toVenueKeyRow(key))
      .onConflictDoNothing({ target: venueKeys.id })
      .returning({ id: venueKeys.id });
    return stored.length > 0 ? "stored" : "known";
  },

  /** Puts a pending key in use and the one it replaces out of it, or neither. */
  activate: (id: string, nowMs: number): Promise<"active" | "occupied" | "not-found"> =>
    database.transaction(async (transaction) => {
      const [key] = await transaction.select().from(venueKeys).where(eq(venueKeys.id, id)).for("update");
      if (key === undefined) return "not-found";
      if (key.state !== "pending") return key.state === "active" ? "active" : "not-found";
      const ofVenue = and(eq(venueKeys.venue, key.venue), eq(venueKeys.environment, key.environment), isActive);
      const [present] = await transaction.select({ id: venueKeys.id }).from(venueKeys).where(ofVenue).for("update");
      if (present !== undefined && present.id !== key.replaces) return "occupied";
      if (present !== undefined) await retireIn(transaction, present.id, nowMs);
      await transaction.update(venueKeys).set({ state: "active" }).where(eq(venueKeys.id, id));
      return "active";
    }),

  retire: (id: string, nowMs: number): Promise<boolean> => retireIn(database, id, nowMs),

  discardPending: async (id: string): Promise<void> => {
    await database.delete(venueKeys).where(and(eq(venueKeys.id, id), eq(venueKeys.state, "pending")));
  },

  /** Pending keys of a run that died, each with whether its audit became durable before. */
  listPending: async (): Promise<readonly { readonly key: VenueKey; readonly audited: boolean }[]> => {
    const rows = await database.select().from(venueKeys).where(eq(venueKeys.state, "pending")).limit(LISTED_MAX);
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => id);
    const told = await database.select({ subject: audit.subject }).from(audit).where(inArray(audit.subject, ids));
    const subjects = new Set(told.map(({ subject }) => subject));
    return rows.map((row) => ({ key: fromVenueKeyRow(row), audited: subjects.has(row.id) }));
  },

  /** Whether the chain says how this key came to be. */
  isAudited: async (id: string): Promise<boolean> =>
    (await database.select({ subject: audit.subject }).from(audit).where(eq(audit.subject, id)).limit(1)).length > 0,

  saveProbe: async (id: string, standing: Standing, atMs: number): Promise<void> => {
    await database
      .update(venueKeys)
      .set({ standing, probedAt: new Date(atMs) })
      .where(eq(venueKeys.id, id));
  },

  /** Every sealed value anew in one transaction: either all open with the new key or none does. */
  rewrapAll: (rewrap: (key: VenueKey & { readonly sealed: string }) => string): Promise<number> =>
    database.transaction(async (transaction) => {
      const sealed = isNotNull(venueKeys.sealed);
      const rows = await transaction.select().from(venueKeys).where(sealed).orderBy(venueKeys.id).for("update");
      for (const row of rows) {
        const again = rewrap({ ...fromVenueKeyRow(row), sealed: row.sealed ?? "" });
        await transaction.update(venueKeys).set({ sealed: again }).where(eq(venueKeys.id, row.id));
      }
      return rows.length;
    }),

  /** Once a start went well without them, what was sealed of a venue's retired keys is gone; the one in use is kept. */
  forgetRetired: async ({ id, venue, environment }: Pick<VenueKey, "id" | "venue" | "environment">): Promise<void> => {
    const there = and(eq(venueKeys.venue, venue), eq(venueKeys.environment, environment));
    const useless = and(there, eq(venueKeys.state, "retired"), ne(venueKeys.id, id));
    await database.update(venueKeys).set({ sealed: null }).where(useless);
  },
});

export type VenueKeys = ReturnType<typeof createVenueKeys>;

async function retireIn(database: Pick<Database, "update">, id: string, nowMs: number): Promise<boolean> {
  const retired = await database
    .update(venueKeys)
    .set({ state: "retired", retiredAt: new Date(nowMs) })
    .where(and(eq(venueKeys.id, id), isActive))
    .returning({ id: venueKeys.id });
  return retired.length > 0;
}
