import type { DurableState, WalletBalance } from "@evenkeel/core/events";
import type { Asset, CommandId, InstrumentIndex, VenueId } from "@evenkeel/core/ids";
import type { Order } from "@evenkeel/core/order";
import { CLOSED_PAIRS_MAX, type Pair, type UnhedgedWindow } from "@evenkeel/core/position";
import { asc, desc, eq, inArray, isNull, max, ne, or, sum } from "drizzle-orm";
import type { Database } from "../database/reader.ts";
import * as schema from "../schema/index.ts";
import { readAmount, readVenueTime } from "./decimals.ts";
import type { InstrumentBook } from "./instruments.ts";
import { fromConfigRow } from "./rows/config.ts";
import { fromWindowRow } from "./rows/execution.ts";
import { fromCheckpointRow, fromControlRow } from "./rows/operation.ts";
import { fromOrderRows } from "./rows/order.ts";
import { fromPairRow } from "./rows/pair.ts";

/** Late and repeated rows of a venue lie within this many causes; older ones are before its checkpoint. */
export const RECENT_CAUSES_MAX = 5_000;
export const RECENT_COMMANDS_MAX = 5_000;

/** As in the index `orders_live`. */
const LIVE_STATES = ["intended", "sending", "acknowledged", "cancelling", "unknown", "settling"] as const;

type Snapshot = Parameters<Parameters<Database["transaction"]>[0]>[0];

const liveOrders = (snapshot: Snapshot) =>
  snapshot
    .select({ id: schema.orders.clientOrderId })
    .from(schema.orders)
    .where(inArray(schema.orders.state, [...LIVE_STATES]));

/** Every pair that lives or has a live order, and the last closed ones: what still comes for them is theirs. */
async function loadPairs(snapshot: Snapshot, book: InstrumentBook): Promise<Pair[]> {
  const { pairs, intents } = schema;
  const living = snapshot.select({ plan: pairs.plan }).from(pairs).where(ne(pairs.stage, "closed"));
  const awaited = snapshot
    .select({ plan: intents.plan })
    .from(intents)
    .where(inArray(intents.clientOrderId, liveOrders(snapshot)));
  const closed = snapshot
    .select({ plan: pairs.plan })
    .from(pairs)
    .where(eq(pairs.stage, "closed"))
    .orderBy(desc(pairs.closedAt), desc(pairs.plan))
    .limit(CLOSED_PAIRS_MAX);
  const rows = await snapshot
    .select()
    .from(pairs)
    .where(or(inArray(pairs.plan, living.union(awaited)), inArray(pairs.plan, closed)))
    .orderBy(asc(pairs.openedAt), asc(pairs.plan));
  return rows.map((row) => fromPairRow(row, book.market));
}

/** Orders whose end is not proven, and every order of the pairs. */
async function loadOrders(snapshot: Snapshot, book: InstrumentBook, pairs: readonly Pair[]): Promise<Order[]> {
  const { intents, orders } = schema;
  const plans = pairs.map(({ plan }) => plan);
  const rows = await snapshot
    .select({ intent: intents, order: orders })
    .from(orders)
    .innerJoin(intents, eq(intents.clientOrderId, orders.clientOrderId))
    .where(or(inArray(orders.clientOrderId, liveOrders(snapshot)), inArray(intents.plan, plans)))
    .orderBy(asc(intents.sequence), asc(intents.clientOrderId));
  return rows.map(({ intent, order }) =>
    fromOrderRows(intent, order, book.market(intent.instrument as InstrumentIndex)),
  );
}

async function loadOpenWindows(snapshot: Snapshot): Promise<UnhedgedWindow[]> {
  const { closedAt, openedSequence } = schema.unhedgedWindows;
  const rows = await snapshot
    .select()
    .from(schema.unhedgedWindows)
    .where(isNull(closedAt))
    .orderBy(asc(openedSequence));
  return rows.map(fromWindowRow);
}

async function loadWalletBalances(snapshot: Snapshot): Promise<WalletBalance[]> {
  const { account, venue, wallet, asset, amount } = schema.ledgerLines;
  const rows = await snapshot
    .select({ venue, wallet, asset, amount: sum(amount) })
    .from(schema.ledgerLines)
    .where(eq(account, "wallet"))
    .groupBy(venue, wallet, asset)
    .orderBy(asc(venue), asc(wallet), asc(asset));
  return rows.flatMap((row) =>
    row.venue === null || row.wallet === null || row.amount === null
      ? []
      : [
          {
            venue: row.venue as VenueId,
            wallet: row.wallet,
            asset: row.asset as Asset,
            amount: readAmount(row.amount),
          },
        ],
  );
}

async function loadExits(snapshot: Snapshot): Promise<DurableState["exits"]> {
  const { base, closedAt, stage } = schema.pairs;
  const rows = await snapshot
    .select({ base, at: max(closedAt) })
    .from(schema.pairs)
    .where(eq(stage, "closed"))
    .groupBy(base)
    .orderBy(asc(base));
  return rows.flatMap((row) => (row.at === null ? [] : [[row.base as Asset, readVenueTime(row.at)] as const]));
}

/** Oldest first, so that a bounded memory forgets the right ones. */
async function loadRecentCauseIds(snapshot: Snapshot): Promise<string[]> {
  const { causeId, sequence, ordinal } = schema.ledgerEntries;
  const rows = await snapshot
    .select({ causeId })
    .from(schema.ledgerEntries)
    .orderBy(desc(sequence), desc(ordinal))
    .limit(RECENT_CAUSES_MAX);
  return rows.map((row) => row.causeId).toReversed();
}

async function loadCommandIds(snapshot: Snapshot): Promise<CommandId[]> {
  const { id, sequence } = schema.commands;
  const rows = await snapshot
    .select({ id })
    .from(schema.commands)
    .orderBy(desc(sequence), desc(id))
    .limit(RECENT_COMMANDS_MAX);
  return rows.map((row) => row.id as CommandId).toReversed();
}

/** Everything recovery needs, as one moment of the database. */
export function loadState(database: Database, book: InstrumentBook): Promise<DurableState> {
  const { batches, checkpoints, configs, controls } = schema;
  return database.transaction(
    async (snapshot) => {
      const [last] = await snapshot.select({ sequence: max(batches.sequence) }).from(batches);
      const [control] = await snapshot.select().from(controls).orderBy(desc(controls.sequence)).limit(1);
      const [config] = await snapshot.select().from(configs).orderBy(desc(configs.version)).limit(1);
      const pairs = await loadPairs(snapshot, book);
      const venues = await snapshot.select().from(checkpoints).orderBy(asc(checkpoints.venue));
      return {
        lastSequence: last?.sequence ?? 0,
        control: control === undefined ? null : fromControlRow(control),
        config: config === undefined ? null : fromConfigRow(config),
        orders: await loadOrders(snapshot, book, pairs),
        pairs,
        unhedged: await loadOpenWindows(snapshot),
        walletBalances: await loadWalletBalances(snapshot),
        recentCauseIds: await loadRecentCauseIds(snapshot),
        checkpoints: venues.map(fromCheckpointRow),
        commandIds: await loadCommandIds(snapshot),
        exits: await loadExits(snapshot),
      };
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
}
