import type {
  AccountCheckpoint,
  ConfigRecord,
  Control,
  DurableBatch,
  DurableState,
  LedgerEntry,
  WalletBalance,
} from "@evenkeel/core/events";
import type { Asset, ClientOrderId, CommandId, PlanId } from "@evenkeel/core/ids";
import { walletKey } from "@evenkeel/core/ledger";
import { isTerminal, type Order, type OrderIntent } from "@evenkeel/core/order";
import { CLOSED_PAIRS_MAX, type Pair, type UnhedgedWindow } from "@evenkeel/core/position";
import { type Amount, invariant, type VenueTimeMs, ZERO } from "@evenkeel/core/units";

/** Durable truth kept in memory: what a restart of the simulated engine finds. */
export type MemoryJournal = {
  readonly commit: (batch: DurableBatch) => void;
  readonly load: () => DurableState;
  readonly intents: ReadonlyMap<ClientOrderId, OrderIntent>;
  readonly entries: ReadonlyMap<string, LedgerEntry>;
  readonly batchCount: () => number;
  readonly alerts: readonly string[];
  readonly configs: readonly ConfigRecord[];
  readonly pairs: ReadonlyMap<PlanId, Pair>;
};

export function createMemoryJournal(): MemoryJournal {
  const intents = new Map<ClientOrderId, OrderIntent>();
  const orders = new Map<ClientOrderId, Order>();
  const pairs = new Map<PlanId, Pair>();
  const unhedged = new Map<PlanId, UnhedgedWindow>();
  const entries = new Map<string, LedgerEntry>();
  const checkpoints = new Map<string, AccountCheckpoint>();
  const commandIds: CommandId[] = [];
  const alerts: string[] = [];
  const configs: ConfigRecord[] = [];
  let control: Control | null = null;
  let lastSequence = 0;
  let batches = 0;

  const commit = (batch: DurableBatch): void => {
    invariant(batch.sequence > lastSequence, `batch ${batch.sequence} after ${lastSequence}`);
    lastSequence = batch.sequence;
    batches += 1;
    for (const row of batch.rows) {
      switch (row.table) {
        case "intent":
          invariant(!intents.has(row.intent.clientOrderId), `intent ${row.intent.clientOrderId} stored twice`);
          intents.set(row.intent.clientOrderId, row.intent);
          break;
        case "order":
          orders.set(row.order.intent.clientOrderId, { ...row.order });
          break;
        case "pair":
          pairs.set(row.pair.plan, { ...row.pair, long: { ...row.pair.long }, short: { ...row.pair.short } });
          break;
        case "ledger":
          invariant(!entries.has(row.entry.causeId), `cause ${row.entry.causeId} booked twice`);
          entries.set(row.entry.causeId, row.entry);
          break;
        case "checkpoint":
          checkpoints.set(row.checkpoint.venue, row.checkpoint);
          break;
        case "config":
          invariant(row.record.config.version > (configs.at(-1)?.config.version ?? 0), "a version stored twice");
          configs.push(row.record);
          break;
        case "control":
          control = row.control;
          break;
        case "command":
          commandIds.push(row.command.id);
          break;
        case "alert":
          alerts.push(`${row.alert.level} ${row.alert.code}: ${row.alert.text}`);
          break;
        case "unhedged":
          if (row.window.closedAt === null) unhedged.set(row.window.plan, { ...row.window });
          else unhedged.delete(row.window.plan);
          break;
        case "hops":
        case "fill":
        case "income":
        case "audit":
          break;
      }
    }
  };

  const load = (): DurableState => {
    const closed = [...pairs.values()].filter((pair) => pair.stage === "closed");
    const forgotten = new Set(closed.slice(0, Math.max(0, closed.length - CLOSED_PAIRS_MAX)).map(({ plan }) => plan));
    for (const order of orders.values()) if (!isTerminal(order.state)) forgotten.delete(order.intent.plan);
    const exits = new Map<Asset, VenueTimeMs>();
    for (const pair of pairs.values()) if (pair.closedAt !== null) exits.set(pair.base, pair.closedAt);
    return {
      lastSequence,
      control,
      config: configs.at(-1) ?? null,
      orders: [...orders.values()].filter((order) => !forgotten.has(order.intent.plan)).map((order) => ({ ...order })),
      pairs: [...pairs.values()]
        .filter(({ plan }) => !forgotten.has(plan))
        .map((pair) => ({ ...pair, long: { ...pair.long }, short: { ...pair.short } })),
      unhedged: [...unhedged.values()].map((window) => ({ ...window })),
      walletBalances: sumWallets(entries.values()),
      recentCauseIds: [...entries.keys()],
      checkpoints: [...checkpoints.values()],
      commandIds: [...commandIds],
      exits: [...exits],
    };
  };

  return { commit, load, intents, entries, batchCount: () => batches, alerts, configs, pairs };
}

function sumWallets(entries: Iterable<LedgerEntry>): WalletBalance[] {
  const balances = new Map<string, WalletBalance>();
  for (const entry of entries) {
    for (const { account, asset, amount } of entry.lines) {
      if (account.kind !== "wallet") continue;
      const key = walletKey(account.venue, account.wallet, asset);
      const before = balances.get(key)?.amount ?? ZERO;
      balances.set(key, { venue: account.venue, wallet: account.wallet, asset, amount: (before + amount) as Amount });
    }
  }
  return [...balances.values()];
}
