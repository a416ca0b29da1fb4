import type { Role } from "../caller/caller.ts";
import type {
  AlertView,
  DrillsView,
  FundingRateView,
  HealthView,
  OverviewView,
  PositionView,
  ReviewView,
  SheetView,
  TradeView,
} from "../views/index.ts";
import type { CommandAuthor, CommandReceipt, SubmitOutcome, SubmittedCommand } from "./command.ts";
import type { ConfigDoor } from "./config/door.ts";
import type { ExecutionDesk } from "./executionDesk.ts";
import type { MarketDesk } from "./marketDesk.ts";
import type { VenueKeyDesk } from "./venueKeyDesk.ts";

export type Happened =
  | { readonly kind: "trade"; readonly trade: TradeView }
  | { readonly kind: "alert"; readonly alert: AlertView };

/** What the engine shows to and takes from the outside. The engine process fills it. */
export type EngineDoor = {
  /** The deck now. Called at most once per publish interval while somebody watches; must not block. */
  readonly overview: () => OverviewView;
  /** Cheap: no opportunity rows. */
  readonly health: () => HealthView;
  readonly review: () => ReviewView;
  readonly sheet: () => SheetView;
  readonly positions: () => readonly PositionView[];
  readonly fundingRates: () => readonly FundingRateView[];
  /** Newest first, at most TRADES_MAX. */
  readonly recentTrades: () => readonly TradeView[];
  /** Newest first, at most ALERTS_MAX. */
  readonly recentAlerts: () => readonly AlertView[];
  /** Told of every trade and every alarm, in their order and once each, when they are kept. */
  readonly onHappened: (listener: (happened: Happened) => void) => () => void;
  readonly drills: () => DrillsView;
  /** `listener` is told that something changed, as often as the engine likes; the publisher coalesces. */
  readonly subscribe: (listener: () => void) => () => void;
  /**
   * Resolves when the command is durable and has gone through `step`. Idempotent by `command.id` across
   * restarts. Rejects only when the engine cannot take it at all (shown as ENGINE_UNAVAILABLE).
   */
  readonly submit: (command: SubmittedCommand, author: CommandAuthor) => Promise<SubmitOutcome>;
  readonly config: ConfigDoor;
  readonly findCommand: (id: string) => Promise<CommandReceipt | null>;
  /** Newest first, older than `beforeId` when given. */
  readonly listAlerts: (page: {
    readonly limit: number;
    readonly beforeId: string | null;
  }) => Promise<readonly AlertView[]>;
  readonly venueKeys: VenueKeyDesk;
  readonly market: MarketDesk;
  readonly execution: ExecutionDesk;
};

/** Whether a signed-in session still stands as its token says. The store answers from the session row. */
export type SessionDirectory = {
  /** Not revoked, not expired, user active, version equal. Rejects when the store cannot say. */
  readonly isCurrent: (sessionId: string, sessionVersion: number) => Promise<boolean>;
  /** Whether the person behind it proved a moment ago that it is them. Rejects when the store cannot say. */
  readonly isSteppedUp: (sessionId: string) => Promise<boolean>;
};

export type StandingKey = {
  readonly id: string;
  readonly role: Role;
  /** The procedure groups it may use; null is all that its role may. */
  readonly only: readonly string[] | null;
  readonly expiresAtMs: number | null;
};

export type ApiKeyDirectory = {
  /** By SHA-256 of the key, lower-case hex; revoked keys are not found. Rejects when the store cannot say. */
  readonly findByHash: (keyHash: string) => Promise<StandingKey | null>;
};

export type ProbeAnswer = { readonly status: number; readonly contentType: string; readonly body: string };
/** Plain GET paths beside the router: /healthz, /readyz, /metrics. */
export type Probes = { readonly [path: `/${string}`]: () => ProbeAnswer | Promise<ProbeAnswer> };
