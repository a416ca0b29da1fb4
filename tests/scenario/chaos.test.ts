import { isLive } from "@evenkeel/core/order";
import { imbalance, situationOf } from "@evenkeel/core/position";
import { fingerprint } from "@evenkeel/core/units";
import { type Bench, given, perform, truthsOf } from "@evenkeel/testkit/builders";
import { describe, expect, it } from "vitest";

const LINES = 80;
const HEALING_ROUNDS = 150;
const SEEDS = Array.from({ length: 60 }, (_, n) => `storm-${n}`);
/** One venue with carries; two, with a spread under way. */
const BEGINNINGS = ["ready", "two-opening"] as const;

/** Replies, streams, reads, crashes and people in an order nobody would choose, told truly; then peace. */
type Storm = {
  readonly bench: Bench;
  readonly pick: (most: number) => number;
  readonly story: string[];
  /** Sent and not yet answered in this life of the process. */
  readonly unanswered: Set<string>;
  /** Whether the venue got the order at all; decided once. */
  readonly arrived: Map<string, boolean>;
};

function stormOf(beginning: (typeof BEGINNINGS)[number], seed: string): Storm {
  let turn = 0;
  const pick = (most: number): number => {
    turn += 1;
    return Number.parseInt(fingerprint(`${seed}/${turn}`).slice(0, 8), 16) % most;
  };
  const bench = given(beginning);
  const storm: Storm = { bench, pick, story: [], unanswered: new Set(), arrived: new Map() };
  for (const name of bench.intents.keys()) decide(storm, name);
  return storm;
}

/** Tells one line and lets the venue decide about what was sent; the engine hears of it by later lines only. */
function say(storm: Storm, line: string): void {
  const told = perform(storm.bench, line);
  storm.story.push(told);
  const effects = told.split(" -> ")[1]?.split(", ") ?? [];
  for (const effect of effects) {
    const [kind, name = ""] = effect.split(" ");
    if (kind === "prepare") say(storm, `prepared ${name}`);
    if (kind === "send") decide(storm, name);
  }
  checkSigns(storm.bench);
}

function decide(storm: Storm, name: string): void {
  const { bench, pick } = storm;
  storm.unanswered.add(name);
  const arrives = pick(5) > 0;
  storm.arrived.set(name, arrives);
  const intent = bench.intents.get(name);
  if (!arrives || intent === undefined) return;
  const instrument = bench.instruments[intent.instrument];
  const steps = intent.quantity / (instrument?.stepSize ?? 1);
  const done = [0, steps, steps, Math.floor(steps / 2), Math.floor(steps / 50)][pick(5)] ?? 0;
  const quantity = (done * (instrument?.stepSize ?? 1)) / 1_000;
  if (quantity > 0) storm.story.push(perform(bench, `fills ${name} ${quantity}`));
  else storm.story.push(perform(bench, `accepts ${name}`));
}

/** I11: a spot leg is never short, a perpetual leg never long. */
function checkSigns(bench: Bench): void {
  for (const { long, short, plan } of bench.state.portfolio.pairs.values()) {
    if (long.held < 0n || short.held > 0n) throw new Error(`${plan} has its legs the wrong way round`);
  }
}

function answer(storm: Storm, name: string, truly: boolean): void {
  if (!storm.unanswered.delete(name)) return;
  if (storm.arrived.get(name) !== true) return say(storm, truly ? `refuse ${name} -1013` : `lost ${name}`);
  say(storm, truly ? `ack ${name}` : ([`lost ${name}`, `ack ${name} bare`][storm.pick(2)] ?? ""));
}

function ask(storm: Storm, name: string): void {
  const intent = storm.bench.intents.get(name);
  const order = intent === undefined ? undefined : storm.bench.state.portfolio.orders.get(intent.clientOrderId);
  if (order !== undefined && isLive(order.state) && !storm.unanswered.has(name)) say(storm, `found ${name}`);
}

function disturb(storm: Storm): void {
  const { bench, pick } = storm;
  const names = [...bench.intents.keys()];
  const name = names[pick(Math.max(1, names.length))];
  const turn = pick(20);
  if (name !== undefined && turn < 5) return answer(storm, name, turn < 3);
  if (name !== undefined && turn < 7 && storm.arrived.get(name) === true) return say(storm, `stream ${name}`);
  if (name !== undefined && turn < 9) return ask(storm, name);
  const read = [...bench.reads.keys()][pick(2)];
  if (turn < 11 && read !== undefined) return say(storm, `${pick(6) === 0 ? "account-fails" : "account"} ${read}`);
  if (turn < 15) return say(storm, `wait ${["50ms", "700ms", "3s", "12s"][pick(4)]}`);
  if (turn < 17) return say(storm, `tick ${["AAA", "BBB"][pick(2)]}`);
  if (turn === 17) return say(storm, ["freeze", "resume", "open AAAUSDT 400", "open BBBUSDT 300"][pick(4)] ?? "");
  if (turn === 19 && bench.other !== null && pick(2) > 0) return disturbOther(storm);
  if (turn === 18) return say(storm, `close ${pick(3)}`);
  if (pick(4) > 0) return say(storm, "pulse");
  storm.unanswered.clear();
  say(storm, "restart");
  for (const { venue } of truthsOf(bench)) say(storm, `catalogue ${venue}`);
  say(storm, "facts");
}

function disturbOther(storm: Storm): void {
  const { pick, story } = storm;
  if (pick(2) > 0) return say(storm, `streams ${["down", "up"][pick(2)]} ${["sim", "other"][pick(2)]}`);
  say(storm, `open ${["AAAUSDT", "BBBUSDT"][pick(2)]} 300 line-${story.length} other`);
}

function heal(storm: Storm): void {
  const { bench } = storm;
  for (const { venue } of truthsOf(bench)) say(storm, `streams up ${venue}`);
  for (let round = 0; round < HEALING_ROUNDS; round += 1) {
    for (const base of bench.bases) say(storm, `tick ${base}`);
    for (const name of storm.unanswered) answer(storm, name, true);
    for (const name of bench.intents.keys()) ask(storm, name);
    for (const { venue } of truthsOf(bench)) if (bench.reads.has(venue)) say(storm, `account ${venue}`);
    say(storm, "wait 1s");
  }
}

describe.each(BEGINNINGS)("after any storm over %s", (beginning) => {
  it.each(SEEDS)("%s: hedged or flat, no fate open, the books equal to the venues'", (seed) => {
    const storm = stormOf(beginning, seed);
    for (let line = 0; line < LINES; line += 1) disturb(storm);
    heal(storm);
    const { state } = storm.bench;
    const live = [...state.portfolio.orders.values()].filter((order) => isLive(order.state));
    const apart = [...state.portfolio.pairs.values()].filter((pair) => {
      const situation = situationOf(pair, state.market, state.config, [], pair.target);
      return pair.stage === "closed" ? situation !== "empty" : pair.stage !== "open" || situation !== "balanced";
    });
    const end = {
      phase: state.phase,
      live: live.map((order) => `${order.intent.clientOrderId} ${order.state}`),
      apart: apart.map((pair) => `${pair.plan} ${pair.stage} ${imbalance(pair)}`),
      books: perform(storm.bench, "= books"),
    };
    expect(end, storm.story.join("\n")).toEqual({ phase: "ready", live: [], apart: [], books: "= books agree" });
  });
});
