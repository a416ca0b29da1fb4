import { type InstrumentIndex, instrumentIndex, type VenueId } from "@evenkeel/core/ids";
import type { Instrument } from "@evenkeel/core/market";
import type { InstrumentDirectory } from "@evenkeel/core/ports";
import { err, invariant, ok, type Result } from "@evenkeel/core/units";
import type { InferSelectModel } from "drizzle-orm";
import type { Writer } from "../database/connect.ts";
import type { instruments } from "../schema/index.ts";

export type Scales = { readonly priceScale: number; readonly quantityScale: number };
export type StoredMarket = Scales & { readonly venue: VenueId; readonly kind: Instrument["kind"] };

/** The venue counts these markets in other digits than the loaded state does: restart to load it in the new ones. */
export type ScaleChanged = { readonly code: "scale-changed"; readonly symbols: readonly string[] };

/**
 * Dense indices and scales, in memory and in the database. Tell it every catalogue (`describe`) before the first
 * order of a new market; a commit writes what is not yet written.
 */
export type InstrumentBook = InstrumentDirectory & {
  readonly describe: (described: readonly Instrument[]) => Promise<Result<void, ScaleChanged>>;
  readonly market: (index: InstrumentIndex) => StoredMarket;
  /** Writes what memory knows and the database does not. */
  readonly flush: () => Promise<void>;
  /** From here on mantissas of today's scales are in use. */
  readonly pin: () => void;
};

type Row = InferSelectModel<typeof instruments>;

const keyOf = (venue: string, kind: string, symbol: string): string => JSON.stringify([venue, kind, symbol]);

const COLUMNS = [
  '"index"',
  "venue",
  "kind",
  "symbol",
  "base",
  "quote",
  "settle",
  'price_scale as "priceScale"',
  'quantity_scale as "quantityScale"',
].join(", ");

/** An index that already means another market is never rebound: the count tells, and the write fails. */
async function writeRows(sql: Writer, rows: readonly Row[]): Promise<void> {
  const written = await sql`
    insert into instruments as known (index, venue, kind, symbol, base, quote, settle, price_scale, quantity_scale)
    select i.index, i.venue, i.kind, i.symbol, i.base, i.quote, i.settle, i."priceScale", i."quantityScale"
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as i(
      index int, venue text, kind text, symbol text, base text, quote text, settle text,
      "priceScale" smallint, "quantityScale" smallint)
    on conflict (index) do update set
      base = excluded.base, quote = excluded.quote, settle = excluded.settle,
      price_scale = excluded.price_scale, quantity_scale = excluded.quantity_scale
    where (known.venue, known.kind, known.symbol) = (excluded.venue, excluded.kind, excluded.symbol)`;
  invariant(written.count === rows.length, "an instrument index is taken by another market");
}

export async function openInstruments(sql: Writer): Promise<InstrumentBook> {
  const stored = (await sql.unsafe(`select ${COLUMNS} from instruments order by "index"`)) as unknown as Row[];
  const rows = new Map<number, Row>(stored.map((row) => [row.index, row]));
  const byKey = new Map(stored.map((row) => [keyOf(row.venue, row.kind, row.symbol), row.index]));
  const unwritten = new Map<number, Row>();
  let next = (stored.at(-1)?.index ?? -1) + 1;
  let pinned = false;

  const put = (row: Row): void => {
    rows.set(row.index, row);
    unwritten.set(row.index, row);
  };

  const indexOf = (venue: VenueId, kind: Instrument["kind"], symbol: string): InstrumentIndex => {
    const key = keyOf(venue, kind, symbol);
    const known = byKey.get(key);
    if (known !== undefined) return instrumentIndex(known);
    const index = next++;
    byKey.set(key, index);
    put({ index, venue, kind, symbol, base: null, quote: null, settle: null, priceScale: null, quantityScale: null });
    return instrumentIndex(index);
  };

  const flush = async (): Promise<void> => {
    const writing = [...unwritten.values()].toSorted((a, b) => a.index - b.index);
    if (writing.length === 0) return;
    await writeRows(sql, writing);
    for (const row of writing) if (unwritten.get(row.index) === row) unwritten.delete(row.index);
  };

  const describe = async (described: readonly Instrument[]): Promise<Result<void, ScaleChanged>> => {
    const changed: string[] = [];
    for (const { venue, kind, symbol, base, quote, settle, priceScale, quantityScale, index } of described) {
      invariant(indexOf(venue, kind, symbol) === index, `${symbol} does not have the index of this installation`);
      const row = { index, venue, kind, symbol, base, quote, settle, priceScale, quantityScale };
      const known = rows.get(index);
      const rescaled = known?.priceScale !== priceScale || known.quantityScale !== quantityScale;
      if (rescaled && pinned && known?.priceScale !== null) changed.push(symbol);
      else if (rescaled || known.base !== base || known.quote !== quote || known.settle !== settle) put(row);
    }
    await flush();
    return changed.length === 0 ? ok(undefined) : err({ code: "scale-changed", symbols: changed });
  };

  const market = (index: InstrumentIndex): StoredMarket => {
    const row = rows.get(index);
    invariant(row !== undefined, `instrument ${index} is not known`);
    const { venue, kind, priceScale, quantityScale, symbol } = row;
    invariant(priceScale !== null && quantityScale !== null, `${symbol} (${index}) was never described`);
    return { venue: venue as VenueId, kind, priceScale, quantityScale };
  };

  const pin = (): void => {
    pinned = true;
  };
  return { indexOf, describe, market, flush, pin };
}
