import { planEntry } from "../decision/size.ts";
import {
  type Command,
  DRILL_CHECKS,
  type DrillCheck,
  type DrillCheckName,
  type DrillRecord,
  type DrillUnderWay,
} from "../events/index.ts";
import { planId, type VenueId } from "../ids/index.ts";
import { hedgedAmount, perpetualLegs } from "../position/leg.ts";
import type { Leg, Pair } from "../position/pair.ts";
import { openPairCount } from "../position/portfolio.ts";
import { type Denial, denial } from "../risk/denial.ts";
import { drillSize } from "../risk/drill.ts";
import { type Amount, err, MINUTE_MS, type Result, SECOND_MS, toFloat } from "../units/index.ts";
import { alert, audit, saveControl } from "./emit.ts";
import { enter } from "./entry.ts";
import { isOverdue, sayRemnants } from "./flat.ts";
import { engageKillLevel } from "./kill-level.ts";
import type { EngineState } from "./state.ts";

/** Both legs filled and described by the venue by then, or the way in has failed. */
const ENTER_MS_MAX = 2 * MINUTE_MS;
/** Markets that are asked for an entry, the smallest first. */
const TRIES_MAX = 10;
/** A fee may come out this much above the account's own rate before it counts as another one: rounding of every fill. */
const FEE_SLACK = 1.02;
const FEE_SLACK_QUOTE = 0.01;
/** Refusals that are about where we are, not about what we asked. */
const REGION_CODES: ReadonlySet<string> = new Set(["http-451", "http-403"]);

/** Enters the smallest pair there is; `watchDrill` does the rest. */
export function startDrill(state: EngineState, command: Command, venue: VenueId): string {
  const { control } = state;
  if (control.drill !== null) return `refused: drill-under-way; at ${control.drill.venue}`;
  if (!state.venues.has(venue)) return "refused: no-such-venue";
  if (openPairCount(state.portfolio) > 0) return "refused: pairs-open; the drill's FLATTEN would close them too";
  const entered = enterSmallest(state, venue);
  if (!entered.ok) return `denied: ${entered.error.code} ${entered.error.have} / ${entered.error.need}`;
  const { plan } = entered.value;
  control.drill = { venue, plan, author: command.author, since: state.wallNowMs, stage: "entering", checks: [] };
  saveControl(state);
  audit(state, venue, "drill-started", { plan }, command.author);
  return `drilling ${plan}`;
}

function enterSmallest(state: EngineState, venue: VenueId): Result<Pair, Denial> {
  if (state.nonce === null) return err(denial("not-ready"));
  const wanted = drillSize(state.config);
  let refusal = denial("not-trading");
  const sized: { readonly at: number; readonly notional: Amount }[] = [];
  for (let at = 0; at < state.candidates.count; at += 1) {
    const legs = [state.candidates.long[at] ?? -1, state.candidates.short[at] ?? -1];
    if (legs.some((leg) => state.market.instruments[leg]?.venue !== venue)) continue;
    const planned = planEntry(state.candidates, at, planId(state.nonce, 0), wanted, state);
    if (planned.ok) sized.push({ at, notional: planned.value.estimate.notional });
    else refusal = planned.error;
  }
  sized.sort((a, b) => (a.notional < b.notional ? -1 : a.notional > b.notional ? 1 : a.at - b.at));
  for (const { at } of sized.slice(0, TRIES_MAX)) {
    const entered = enter(state, at, wanted);
    if (entered.ok) return entered;
    refusal = entered.error;
  }
  return err(refusal);
}

/** Asked by the pulse: in, then FLATTEN, then the verdict. A person who turns the switch meanwhile ends it. */
export function watchDrill(state: EngineState): void {
  const { drill, killLevel } = state.control;
  if (drill === null) return;
  const pair = state.portfolio.pairs.get(drill.plan);
  if (drill.stage === "entering") return watchEntry(state, drill, pair);
  if (killLevel !== "flatten") return conclude(state, drill, pair, `interrupted: the level is ${killLevel}`);
  if (state.control.flatProof === "flat") return conclude(state, drill, pair, null);
  if (isOverdue(state)) conclude(state, drill, pair, sayRemnants(state));
}

function watchEntry(state: EngineState, drill: DrillUnderWay, pair: Pair | undefined): void {
  if (state.control.killLevel !== "run")
    return conclude(state, drill, pair, `interrupted: the level is ${state.control.killLevel}`);
  const late = state.wallNowMs - drill.since >= ENTER_MS_MAX;
  const over = pair === undefined || pair.stage === "closed" || pair.stage === "unwinding" || late;
  const held = pair !== undefined && pair.stage === "open" && hedgedAmount(pair) > 0n;
  const venue = state.venues.get(drill.venue);
  const described = held && perpetualLegs(pair).every(({ instrument }) => venue?.positions.has(instrument) === true);
  if (!described && !over) return;
  const seconds = Math.round((state.wallNowMs - drill.since) / SECOND_MS);
  const entry = held
    ? `both legs of ${pair.base} were filled within ${seconds} s`
    : `${pair?.base ?? "the pair"} was not had: ${refusalsOf(state, drill) || (pair?.stage ?? "gone")}`;
  const checks: DrillCheck[] = [{ name: "entry", passed: held, text: entry }];
  if (held && venue !== undefined) checks.push(checkModes(state, pair));
  state.control.drill = { ...drill, stage: "leaving", checks };
  engageKillLevel(state, "flatten", `the drill at ${drill.venue}`);
  saveControl(state);
}

/** Codes the venue refused the drill's orders with. */
function refusalsOf(state: EngineState, { plan }: DrillUnderWay): string {
  const codes = new Set<string>();
  for (const order of state.portfolio.orders.values())
    if (order.intent.plan === plan && order.refusal !== null) codes.add(order.refusal);
  return [...codes].join(", ");
}

/** How the venue itself describes what was opened: isolated, at our leverage. */
function checkModes(state: EngineState, pair: Pair): DrillCheck {
  const leverageMax = state.config.size.leverage;
  const told = perpetualLegs(pair).flatMap(({ venue, instrument }) => {
    const position = state.venues.get(venue)?.positions.get(instrument);
    return position === undefined ? [] : [position];
  });
  const passed = told.length > 0 && told.every((each) => each.marginIsolated && each.leverage <= leverageMax);
  const words = told.map((each) => `${each.marginIsolated ? "isolated" : "cross"} at ${each.leverage}x`);
  return { name: "modes", passed, text: `${words.join(", ") || "not described"}; ours is isolated at ${leverageMax}x` };
}

/** What the round trip cost against the rates the account was told to have. */
function checkFees(state: EngineState, pair: Pair): DrillCheck {
  const most = [pair.long, pair.short].reduce((sum, leg) => sum + feeMost(state, leg), 0);
  const paid = toFloat(pair.fees);
  const passed = paid <= most * FEE_SLACK + FEE_SLACK_QUOTE;
  const coins = state.venues.get(pair.short.venue)?.feeAssets.map(({ asset }) => asset) ?? [];
  const beside = coins.length === 0 ? "" : `, beside what was paid in ${[...new Set(coins)].join(", ")}`;
  return { name: "fees", passed, text: `${paid.toFixed(4)} paid, ${most.toFixed(4)} by the account's rates${beside}` };
}

function feeMost(state: EngineState, leg: Leg): number {
  const rateBps = state.market.instruments[leg.instrument]?.takerFeeBps ?? 0;
  return (toFloat((leg.boughtQuote + leg.soldQuote) as Amount) * rateBps) / 10_000;
}

function verdicts(
  state: EngineState,
  drill: DrillUnderWay,
  pair: Pair | undefined,
  flawed: string | null,
): readonly DrillCheck[] {
  const venue = state.venues.get(drill.venue);
  const refused = refusalsOf(state, drill);
  const barred = refused.split(", ").some((code) => REGION_CODES.has(code));
  const seconds = Math.round((state.wallNowMs - state.leavingSince) / SECOND_MS);
  const found: DrillCheck[] = [
    ...drill.checks,
    {
      name: "region",
      passed: !barred,
      text: barred ? `the venue refuses this region or address (${refused})` : "the venue takes orders from here",
    },
    {
      name: "permissions",
      passed: venue?.mayTrade === true,
      text: venue?.unfit || "the key may trade and nothing else, the account is set as it must be",
    },
    ...(pair === undefined ? [] : [checkFees(state, pair)]),
    { name: "flat", passed: flawed === null, text: flawed ?? `the venues confirmed it within ${seconds} s` },
    {
      name: "books",
      passed: venue?.reconciled === true,
      text: venue?.reconciled === true ? "books and venue agree to the last digit" : "books and venue differ",
    },
  ];
  const rank = (name: DrillCheckName): number => DRILL_CHECKS.indexOf(name);
  return found.toSorted((a, b) => rank(a.name) - rank(b.name));
}

/** Stored with who asked for it. What is flat is frozen, not set free: a person resumes. */
function conclude(state: EngineState, drill: DrillUnderWay, pair: Pair | undefined, flawed: string | null): void {
  const { control } = state;
  const checks = verdicts(state, drill, pair, flawed);
  const named = new Set(checks.map(({ name }) => name));
  const passed = checks.every((check) => check.passed) && DRILL_CHECKS.every((name) => named.has(name));
  const record: DrillRecord = {
    venue: drill.venue,
    plan: drill.plan,
    authorId: drill.author.id,
    passed,
    endedAt: state.wallNowMs,
    checks,
  };
  control.drills = [...control.drills.filter(({ venue }) => venue !== drill.venue), record];
  control.drill = null;
  if (flawed === null) {
    control.killLevel = "freeze";
    control.flatProof = "none";
  }
  saveControl(state);
  const failures = checks.filter((check) => !check.passed).map(({ name, text }) => `${name}: ${text}`);
  const how = passed ? "passed" : `failed. ${failures.join("; ") || "it did not come to everything"}`;
  audit(state, drill.venue, passed ? "drill-passed" : "drill-failed", { plan: drill.plan, how }, drill.author);
  alert(state, passed ? "INFO" : "WARNING", "drill", `The go-live drill at ${drill.venue} ${how}`);
}
