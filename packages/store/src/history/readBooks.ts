import type { DurableState } from "@evenkeel/core/events";
import type { InstrumentIndex } from "@evenkeel/core/ids";
import { max } from "drizzle-orm";
import { openWriter } from "../database/connect.ts";
import { openDatabase } from "../database/reader.ts";
import { openInstruments } from "../journal/instruments.ts";
import { loadState } from "../journal/load.ts";
import * as schema from "../schema/index.ts";

export type StoredMarketName = {
  readonly venue: string;
  readonly kind: "spot" | "perpetual";
  readonly symbol: string;
  readonly base: string;
  readonly quantityScale: number;
};

/** What the database says of an installation whose engine cannot be asked. */
export type StoredBooks = {
  readonly durable: DurableState;
  readonly markets: ReadonlyMap<InstrumentIndex, StoredMarketName>;
  /** Wall time of the newest committed row; null in an empty database. */
  readonly committedAtMs: number | null;
  readonly world: string | null;
};

/** The books as a start would load them. Reads only, and needs no lease. */
export async function readBooks(url: string): Promise<StoredBooks> {
  const writer = openWriter(url);
  const reader = openDatabase(url, 1);
  try {
    const book = await openInstruments(writer.client);
    const { batches, installation, instruments } = schema;
    const [last] = await reader.client.select({ wallAt: max(batches.wallAt) }).from(batches);
    const [installed] = await reader.client.select({ world: installation.world }).from(installation);
    const rows = await reader.client.select().from(instruments);
    const markets = rows.flatMap(({ index, venue, kind, symbol, base, quantityScale }) =>
      base === null || quantityScale === null
        ? []
        : [[index as InstrumentIndex, { venue, kind, symbol, base, quantityScale }] as const],
    );
    return {
      durable: await loadState(reader.client, book),
      markets: new Map(markets),
      committedAtMs: last?.wallAt?.getTime() ?? null,
      world: installed?.world ?? null,
    };
  } finally {
    await Promise.all([writer.close(), reader.close()]);
  }
}
