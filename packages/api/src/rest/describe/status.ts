import { z } from "zod";
import type {
  CountsView,
  EngineMode,
  EngineState,
  EngineStatusView,
  FlatProofView,
  FooterView,
  HealthView,
  KillLevel,
  KpisView,
  LeftView,
  PairCapacityView,
  SummaryView,
  TicksView,
  VenueHealthView,
  VenueLeftView,
  VerdictReason,
  WhyFlatView,
} from "../../views/index.ts";
import { amount, known, momentMs, text } from "./common.ts";
import { wordsOf } from "./words.ts";

const count = z.number();

const left: z.ZodType<LeftView> = z.strictObject({
  kind: wordsOf<LeftView["kind"]>({ leg: true, position: true, order: true }),
  text,
  pairId: text.nullable(),
  symbol: text,
  held: amount.nullable(),
  naked: amount.nullable().meta({ description: "The part that nothing hedges any more." }),
});

const venueLeft: z.ZodType<VenueLeftView> = z.strictObject({
  venue: text,
  label: text,
  told: z.boolean().meta({ description: "Whether the venue has answered since the level was set." }),
  readAtMs: momentMs.nullable(),
  items: z.array(left),
});

export const engineStatus: z.ZodType<EngineStatusView> = z.strictObject({
  mode: wordsOf<EngineMode>({ SIMULATION: true, PAPER: true, LIVE: true }),
  world: text.nullable(),
  seed: text.nullable(),
  speed: z.number(),
  venueTimeMs: momentMs,
  wallTimeMs: momentMs,
  startedAtMs: momentMs,
  state: wordsOf<EngineState>({
    starting: true,
    reconciling: true,
    running: true,
    frozen: true,
    reducing: true,
    flattening: true,
    halted: true,
  }),
  killLevel: wordsOf<KillLevel>({ run: true, freeze: true, reduce: true, flatten: true }),
  headline: text,
  stopped: z.strictObject({ code: text, text, remedy: text }).nullable(),
  flatProof: z.strictObject({
    kind: wordsOf<FlatProofView["kind"]>({ none: true, "not-flat": true, flat: true }),
    text,
    provenAtMs: momentMs.nullable(),
    overdue: z.boolean().meta({ description: "HALTED, NOT FLAT: FLATTEN has had its thirty seconds." }),
    left: z.array(venueLeft),
  }),
});

const kpis: z.ZodType<KpisView> = z.strictObject({
  asset: text,
  equity: known(amount),
  netToday: known(z.strictObject({ net: amount, percent: z.number(), cash: amount })),
  funding24h: known(z.strictObject({ amount, settlements: count })),
  costs24h: known(z.strictObject({ amount, makerPercent: z.number().nullable() })),
  netDelta: known(z.strictObject({ amount, gross: amount })),
  nearestLiquidation: known(
    z.strictObject({ symbol: text, distancePercent: z.number(), marginHours: z.number().nullable() }),
  ),
  unhedged: known(
    z.strictObject({
      nowMs: z.number(),
      nowNotional: amount,
      worstTodayMs: z.number(),
      worstTodayNotional: amount,
    }),
  ),
});

const capacity: z.ZodType<PairCapacityView> = z.strictObject({
  pairsHeld: count,
  pairsMax: count,
  equityUsedPercent: z.number().nullable(),
});

const counts: z.ZodType<CountsView> = z.strictObject({ watched: count, clearing: count, quarantined: count });

const reason: z.ZodType<VerdictReason> = z.strictObject({
  code: text,
  have: z.number().nullable(),
  need: z.number().nullable(),
  unit: text,
  bound: wordsOf<VerdictReason["bound"]>({ min: true, max: true, none: true }),
});

const whyFlat: z.ZodType<WhyFlatView> = z.strictObject({
  symbol: text,
  netBps: z.number().nullable(),
  reason,
  text,
});

export const summary: z.ZodType<SummaryView> = z.strictObject({
  status: engineStatus,
  kpis,
  capacity,
  counts,
  whyFlat: whyFlat.nullable(),
});

const venue: z.ZodType<VenueHealthView> = z.strictObject({
  id: text,
  venue: text,
  label: text,
  state: wordsOf<VenueHealthView["state"]>({ up: true, degraded: true, down: true }),
  messagesPerSecond: z.number().nullable(),
  weightPercent: z.number().nullable(),
  clockOffsetMs: z.number().nullable(),
  lastError: text.nullable(),
});

const ticks: z.ZodType<TicksView> = z.strictObject({
  state: wordsOf<TicksView["state"]>({ on: true, late: true, paused: true, off: true }),
  storage: wordsOf<NonNullable<TicksView["storage"]>>({ plain: true, timescale: true }).nullable(),
  perSecond: z.number().nullable(),
  dropped: count,
  lagMs: z.number(),
  reason: text.nullable(),
});

const footer: z.ZodType<FooterView> = z.strictObject({
  decisionMicrosP50: z.number().nullable(),
  decisionMicrosP99: z.number().nullable(),
  commitMsP99: z.number().nullable(),
  sequence: count,
  auditChained: z.boolean().nullable(),
  ticks,
});

export const health: z.ZodType<HealthView> = z.strictObject({ status: engineStatus, venues: z.array(venue), footer });
