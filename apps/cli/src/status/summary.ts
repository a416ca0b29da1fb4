import type { DrillsView, Known, OverviewView } from "@evenkeel/api/views";
import { alignColumns } from "../columns.ts";
import { sayDrill } from "../drill/words.ts";

/** What a script reads of a running installation; the names and meanings stay. */
export type Summary = {
  readonly running: true;
  readonly address: string;
  readonly mode: string;
  readonly world: string | null;
  readonly seed: string | null;
  readonly speed: number;
  readonly state: string;
  readonly killLevel: string;
  readonly headline: string;
  readonly startedAtMs: number;
  readonly venueTimeMs: number;
  /** False while it starts, is frozen, reducing, flattening or halted, or anything else keeps entries out. */
  readonly takesNewRisk: boolean;
  readonly stopped: OverviewView["status"]["stopped"];
  readonly flat: string;
  /** FLATTEN has had its thirty seconds and the venues have not confirmed. */
  readonly haltedNotFlat: boolean;
  /** While REDUCE or FLATTEN goes on: what each venue still holds. */
  readonly left: OverviewView["status"]["flatProof"]["left"];
  readonly asset: string;
  /** Exact digits; null while not known. */
  readonly equity: string | null;
  readonly netToday: { readonly net: string; readonly percent: number } | null;
  readonly pairs: { readonly held: number; readonly max: number };
  readonly unhedged: { readonly ms: number; readonly notional: string } | null;
  readonly venues: readonly { readonly id: string; readonly state: string; readonly lastError: string | null }[];
  /** How the last go-live drill of each venue ended; `passed` is null where none was run. */
  readonly drills: readonly { readonly venue: string; readonly passed: boolean | null; readonly text: string }[];
};

const read = <T, R>(known: Known<T>, of: (value: T) => R): R | null => (known.value === null ? null : of(known.value));

export function summarise(
  { status, kpis, capacity, venues }: OverviewView,
  drills: DrillsView,
  address: string,
): Summary {
  return {
    running: true,
    address,
    mode: status.mode,
    world: status.world,
    seed: status.seed,
    speed: status.speed,
    state: status.state,
    killLevel: status.killLevel,
    headline: status.headline,
    startedAtMs: status.startedAtMs,
    venueTimeMs: status.venueTimeMs,
    takesNewRisk: status.state === "running" && status.stopped === null,
    stopped: status.stopped,
    flat: status.flatProof.kind,
    haltedNotFlat: status.flatProof.overdue,
    left: status.flatProof.left,
    asset: kpis.asset,
    equity: read(kpis.equity, (equity) => equity),
    netToday: read(kpis.netToday, ({ net, percent }) => ({ net, percent })),
    pairs: { held: capacity.pairsHeld, max: capacity.pairsMax },
    unhedged: read(kpis.unhedged, ({ nowMs, nowNotional }) => ({ ms: nowMs, notional: nowNotional })),
    venues: venues.map(({ id, state, lastError }) => ({ id, state, lastError })),
    drills: drills.venues.map((each) => ({
      venue: each.venue,
      passed: each.last?.passed ?? null,
      text: sayDrill(each),
    })),
  };
}

const UNKNOWN = "not known yet";
/** Where nothing real is at stake, nobody need have drilled. */
const SIMULATION = "SIMULATION";
const DECIMALS_SHOWN = 2;

/** Cut, not rounded: no more is shown than there is. */
function money(exact: string): string {
  const [whole = "", rest = ""] = exact.split(".");
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ",")}.${rest.padEnd(DECIMALS_SHOWN, "0").slice(0, DECIMALS_SHOWN)}`;
}

const signed = (text: string): string => (text.startsWith("-") ? text : `+${text}`);
const isNothing = (exact: string): boolean => !/[1-9]/.test(exact);

/** Venue by venue what still stands, or that it cannot be known. */
function describeLeft({ killLevel, haltedNotFlat, flat, left }: Summary): string[][] {
  if (killLevel !== "reduce" && killLevel !== "flatten") return [];
  if (flat === "flat") return [["flat", "yes, the venues say so"]];
  const rows = left.flatMap(({ venue, told, items }) => [
    ...items.map(({ text }) => ["", `${venue}: ${text}`]),
    ...(told ? [] : [["", `${venue} has not answered since`]]),
  ]);
  return [["flat", haltedNotFlat ? "HALTED, NOT FLAT" : "not yet"], ...rows];
}

/** The same for a person. */
export function describe(summary: Summary): string {
  const { asset, equity, netToday, pairs, unhedged, stopped } = summary;
  const world = summary.world === null ? "" : ` ${summary.world}, seed ${summary.seed}, ${summary.speed} times as fast`;
  const rows = [
    ["state", `${summary.state}${summary.takesNewRisk ? "" : ", no new risk"}`],
    ["kill level", summary.killLevel],
    ...describeLeft(summary),
    ["equity", equity === null ? UNKNOWN : `${money(equity)} ${asset}`],
    [
      "net today",
      netToday === null
        ? UNKNOWN
        : `${signed(money(netToday.net))} ${asset} (${signed(netToday.percent.toFixed(DECIMALS_SHOWN))} %)`,
    ],
    ["pairs", `${pairs.held} of ${pairs.max}`],
    [
      "unhedged",
      unhedged === null
        ? UNKNOWN
        : isNothing(unhedged.notional)
          ? "nothing"
          : `${money(unhedged.notional)} ${asset} for ${(unhedged.ms / 1_000).toFixed(1)} s`,
    ],
    ...summary.venues.map(({ id, state, lastError }) => [
      id,
      state === "up" || lastError === null ? state : `${state}: ${lastError}`,
    ]),
    ...summary.drills
      .filter(({ passed }) => passed !== null || summary.mode !== SIMULATION)
      .map(({ venue, text }) => [`drill at ${venue}`, text]),
    ...(stopped === null
      ? []
      : [
          ["stopped by", stopped.text],
          ["", stopped.remedy],
        ]),
  ];
  return `${summary.mode}${world}, ${summary.address}\n${summary.headline}\n\n${alignColumns(rows)}`;
}
