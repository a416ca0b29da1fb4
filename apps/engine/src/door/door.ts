import type {
  CommandAuthor,
  CommandReceipt,
  EngineDoor,
  Happened,
  SubmitOutcome,
  SubmittedCommand,
} from "@evenkeel/api/engine";
import type { FooterView, OverviewView } from "@evenkeel/api/views";
import type { EngineState } from "@evenkeel/core/engine";
import type { Command, EngineEvent } from "@evenkeel/core/events";
import { commandId } from "@evenkeel/core/ids";
import type { VenueAdapter } from "@evenkeel/core/ports";
import { DAY_MS, type VenueTimeMs, type WallTimeMs } from "@evenkeel/core/units";
import { type ConfigHistory, createConfigDesk } from "../config/desk.ts";
import type { PersistEffect } from "../durable-lane/index.ts";
import { viewDrills } from "../view/drills.ts";
import { viewFundingRates } from "../view/funding-rates.ts";
import { viewOverview, viewVenues } from "../view/overview.ts";
import { viewPositions } from "../view/positions.ts";
import type { ProfitBooks } from "../view/profit-series.ts";
import { viewReview } from "../view/review.ts";
import { viewSheet } from "../view/sheet.ts";
import { type RunFacts, viewStatus } from "../view/status.ts";
import type { AlertFeed } from "./alerts.ts";
import type { History } from "./history.ts";
import { type Applied, receiptOf, translateBody } from "./receipts.ts";
import type { TradeFeed } from "./trades.ts";

/** A command that is not durable by then is answered "ask by its id". */
const STORE_MS_MAX = 10_000;
/** Receipts kept without asking the database; the oldest go first. */
const RECEIPTS_MAX = 1_000;

export type DoorOptions = {
  readonly state: EngineState;
  readonly dispatch: (event: EngineEvent) => void;
  readonly adapters: readonly VenueAdapter[];
  readonly nowMs: () => WallTimeMs;
  readonly venueNowMs: () => VenueTimeMs;
  readonly facts: Omit<RunFacts, "flatProvenAtMs" | "journalAway">;
  readonly journalAway: () => boolean;
  readonly history: History;
  readonly configs: ConfigHistory;
  /** The owner's file, where there is one. */
  readonly configFile: () => { readonly path: string; readonly problem: string | null } | null;
  readonly alerts: AlertFeed;
  readonly trades: TradeFeed;
  readonly books: ProfitBooks;
  readonly footer: () => FooterView;
  readonly venueKeys: EngineDoor["venueKeys"];
  readonly market: EngineDoor["market"];
  readonly execution: EngineDoor["execution"];
  readonly riskSkipped: () => number;
  /** Not on its way out, and where risk could be added, with a venue that was reached. */
  readonly isOpen: (addsRisk: boolean) => boolean;
};

export type Door = EngineDoor & {
  /** What became durable, or was at least kept. */
  readonly observe: (effect: PersistEffect) => void;
  /** Something changed; whoever listens may look. */
  readonly changed: () => void;
};

export function createDoor(options: DoorOptions): Door {
  const { state, history } = options;
  const listeners = new Set<() => void>();
  const hearing = new Set<(happened: Happened) => void>();
  const applied = new Map<string, Applied>();
  const waiting = new Map<string, (known: Applied) => void>();
  const worst = { day: 0, ms: 0, notional: 0 };
  let flatProvenAtMs: number | null = null;
  let booksAtMs: number | null = null;

  const facts = (): RunFacts => ({ ...options.facts, flatProvenAtMs, journalAway: options.journalAway() });

  const remember = (known: Applied): void => {
    applied.set(known.id, known);
    const [oldest] = applied.keys();
    if (applied.size > RECEIPTS_MAX && oldest !== undefined) applied.delete(oldest);
    waiting.get(known.id)?.(known);
    waiting.delete(known.id);
  };

  const find = async (id: string): Promise<Applied | null> => applied.get(id) ?? history.command(id);

  const apply = (command: Command): Promise<Applied> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(command.id);
        reject(new Error(`the command ${command.id} is not durable after ${STORE_MS_MAX} ms`));
      }, STORE_MS_MAX);
      waiting.set(command.id, (known) => {
        clearTimeout(timer);
        resolve(known);
      });
      options.dispatch({
        kind: "command",
        command,
        venueTimeMs: options.venueNowMs(),
        receivedAtMs: options.nowMs(),
      });
    });

  const submit = async (asked: SubmittedCommand, author: CommandAuthor): Promise<SubmitOutcome> => {
    const { kind } = asked.body;
    if (!options.isOpen(kind === "open-pair" || kind === "resume"))
      throw new Error("the engine is starting or stopping");
    const body = translateBody(state, asked.body);
    const before = state.commandIds.has(commandId(asked.id)) ? await find(asked.id) : applied.get(asked.id);
    if (before === null) throw new Error(`the command ${asked.id} is known, its outcome is not yet`);
    if (before !== undefined) {
      // A market that is gone, or not told yet after a restart, does not undo what was done under this id.
      const isSame =
        before.reason === asked.reason && (body.ok ? isSameBody(before.body, body.value) : before.body.kind === kind);
      return isSame ? { kind: "received", receipt: receiptOf(before, state) } : { kind: "id-reused" };
    }
    if (!body.ok) return { kind: "received", receipt: refusal(asked, author, body.error, options.nowMs()) };
    const command: Command = { id: commandId(asked.id), author, reason: asked.reason, body: body.value };
    return { kind: "received", receipt: receiptOf(await apply(command), state) };
  };

  const overview = (): OverviewView =>
    viewOverview({
      state,
      facts: facts(),
      wallMs: options.nowMs(),
      books: options.books,
      worst,
      adapters: options.adapters,
      alerts: options.alerts.newest(),
      footer: options.footer(),
      riskSkipped: options.riskSkipped(),
    });

  return {
    overview,
    health: () => ({
      status: viewStatus(state, facts(), options.nowMs()),
      venues: viewVenues(options.adapters),
      footer: options.footer(),
    }),
    review: () => viewReview(state),
    sheet: () => viewSheet(state, { madeAtMs: options.nowMs(), booksAtMs, world: options.facts.world }),
    positions: () => viewPositions(state),
    fundingRates: () => viewFundingRates(state),
    recentTrades: options.trades.newest,
    recentAlerts: options.alerts.newest,
    onHappened(listener) {
      hearing.add(listener);
      return () => hearing.delete(listener);
    },
    drills: () => viewDrills(state),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    submit,
    config: createConfigDesk({ state, submit, history: options.configs, file: options.configFile }),
    async findCommand(id) {
      const known = await find(id);
      return known === null ? null : receiptOf(known, state);
    },
    venueKeys: options.venueKeys,
    market: options.market,
    execution: options.execution,
    listAlerts: ({ limit, beforeId }) => history.alerts(limit, beforeId),
    observe({ batch }) {
      booksAtMs = batch.wallTimeMs;
      const trades = options.trades.observe(batch).map((trade): Happened => ({ kind: "trade", trade }));
      const alerts = options.alerts.observe(batch).map((alert): Happened => ({ kind: "alert", alert }));
      for (const happened of [...trades, ...alerts]) for (const listener of hearing) listener(happened);
      for (const row of batch.rows) {
        if (row.table === "command") {
          const { id, author, reason, body } = row.command;
          remember({ id, authorId: author.id, reason, body, outcome: row.outcome, atMs: batch.wallTimeMs });
        } else if (row.table === "pair") {
          options.books.observe(row.pair, batch.venueTimeMs);
          keepWorst(worst, batch.venueTimeMs, row.pair.unhedgedMsWorst, row.pair.unhedgedNotionalWorst);
        } else if (row.table === "control") {
          flatProvenAtMs = row.control.flatProof === "flat" ? (flatProvenAtMs ?? batch.wallTimeMs) : null;
        }
      }
    },
    changed() {
      for (const listener of listeners) listener();
    },
  };
}

/** Key by key at every depth: the database gives keys back in an order of its own. */
function isSameBody(a: Command["body"], b: Command["body"]): boolean {
  const sorted = (_: string, value: unknown): unknown =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([x], [y]) => (x < y ? -1 : 1)))
      : value;
  return JSON.stringify(a, sorted) === JSON.stringify(b, sorted);
}

type Worst = { day: number; ms: number; notional: number };

function keepWorst(worst: Worst, venueTimeMs: number, ms: number, notional: number): void {
  const day = Math.floor(venueTimeMs / DAY_MS);
  if (day !== worst.day) Object.assign(worst, { day, ms: 0, notional: 0 });
  worst.ms = Math.max(worst.ms, ms);
  worst.notional = Math.max(worst.notional, notional);
}

const refusal = (asked: SubmittedCommand, author: CommandAuthor, code: string, atMs: number): CommandReceipt => ({
  id: asked.id,
  kind: asked.body.kind,
  state: "refused",
  atMs,
  authorId: author.id,
  pairId: null,
  code,
  text: "the venue lists no perpetual of this name",
});
