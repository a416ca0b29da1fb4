import { z } from "zod";
import { groupOf } from "../caller/caller.ts";
import { watchEvents } from "../events/watch.ts";
import { ALERTS_MAX, type OpportunityView, type PositionView, type SummaryView } from "../views/index.ts";
import { commands } from "./commands.ts";
import { config } from "./config/router.ts";
import { execution } from "./execution.ts";
import { market } from "./market.ts";
import { createRouter, procedure } from "./procedure.ts";
import { venueKeys } from "./venueKeys.ts";
import { watchOverview } from "./watchOverview.ts";

const OPPORTUNITIES_PAGE_MAX = 1_000;
const EVENT_ID_LENGTH_MAX = 96;
const resumeSchema = z.strictObject({ lastEventId: z.string().max(EVENT_ID_LENGTH_MAX).nullish() }).optional();

const overview = createRouter({
  get: procedure("viewer").query(({ ctx }) => ctx.door.overview()),
  summary: procedure("viewer").query(({ ctx }): SummaryView => {
    const { status, kpis, capacity, counts, whyFlat } = ctx.door.overview();
    return { status, kpis, capacity, counts, whyFlat };
  }),
  /** A snapshot, then numbered deltas; with `lastEventId` only what is missing since. */
  subscribe: procedure("viewer")
    .input(resumeSchema)
    .subscription(({ ctx, input, signal }) =>
      watchOverview(ctx, input?.lastEventId ?? null, signal ?? new AbortController().signal),
    ),
});

const opportunities = createRouter({
  list: procedure("viewer")
    .input(
      z
        .strictObject({
          stance: z.enum(["entering", "held", "queued", "clear", "rejected", "quarantined"]).optional(),
          limit: z.int().min(1).max(OPPORTUNITIES_PAGE_MAX).default(OPPORTUNITIES_PAGE_MAX),
        })
        .prefault({}),
    )
    .query(({ ctx, input }): readonly OpportunityView[] =>
      ctx.door
        .overview()
        .opportunities.filter((row) => input.stance === undefined || row.stance === input.stance)
        .toSorted((a, b) => (b.netBps ?? Number.NEGATIVE_INFINITY) - (a.netBps ?? Number.NEGATIVE_INFINITY))
        .slice(0, input.limit),
    ),
});

const positions = createRouter({
  list: procedure("viewer").query(({ ctx }): readonly PositionView[] => ctx.door.positions()),
});

const alerts = createRouter({
  list: procedure("viewer")
    .input(
      z
        .strictObject({
          limit: z.int().min(1).max(ALERTS_MAX).default(ALERTS_MAX),
          beforeId: z.string().max(64).nullable().default(null),
        })
        .prefault({}),
    )
    .query(({ ctx, input }) => ctx.door.listAlerts(input)),
});

const review = createRouter({
  /** Both sides of everything the books and a venue disagree about. */
  get: procedure("viewer").query(({ ctx }) => ctx.door.review()),
});

const sheet = createRouter({
  /** How to take everything down by hand. */
  get: procedure("viewer").query(({ ctx }) => ctx.door.sheet()),
});

const events = createRouter({
  /** What happens, as it happens: batches of the five kinds of events. With `lastEventId` only what is missing since. */
  subscribe: procedure("viewer")
    .input(resumeSchema)
    .subscription(({ ctx, input, signal }) =>
      watchEvents(ctx, input?.lastEventId ?? null, signal ?? new AbortController().signal),
    ),
});

const drills = createRouter({
  /** How the last go-live drill of every venue ended, and whether one is under way. */
  get: procedure("viewer").query(({ ctx }) => ctx.door.drills()),
});

export const engineRouter = createRouter({
  overview,
  events,
  opportunities,
  positions,
  alerts,
  commands,
  review,
  sheet,
  drills,
  config,
  venueKeys,
  market,
  execution,
  health: procedure("viewer").query(({ ctx }) => ctx.door.health()),
});

export type EngineRouter = typeof engineRouter;

/** The first part of every path, in their order: what an API key can be narrowed to. */
export const PROCEDURE_GROUPS: readonly string[] = [
  ...new Set(Object.keys(engineRouter._def.procedures).map((path) => groupOf(path))),
];
