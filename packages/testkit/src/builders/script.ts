import { createState, findUnexplained, printOf } from "@evenkeel/core/engine";
import { type AccountObstacle, type Command, patchConfig, patchOf } from "@evenkeel/core/events";
import { asset, commandId, type PlanId, type VenueId, venueId } from "@evenkeel/core/ids";
import { amount, HOUR_MS, MINUTE_MS, type Price, SECOND_MS } from "@evenkeel/core/units";
import * as accounts from "./account-lines.ts";
import { answerPersist, type Bench, createBench, join, NONCE, pass, tellDollars, truthAt, truthOf } from "./bench.ts";
import { at, perpetualMarket, VENUE } from "./instruments.ts";
import * as market from "./market-lines.ts";
import * as money from "./money-lines.ts";
import * as orders from "./order-lines.ts";
import * as risk from "./risk-lines.ts";
import { show } from "./show.ts";
import { accept, bump } from "./truth.ts";

type BookedAs = Extract<Command["body"], { kind: "accept-venue" }>["as"];
type Words = readonly (string | undefined)[];
type Verb = (bench: Bench, words: Words) => void;

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS };

function duration(text = ""): number {
  const match = /^(\d+)(ms|s|m|h)$/.exec(text);
  if (match === null) throw new Error(`bad duration ${text}`);
  return Number(match[1]) * (UNITS[match[2] ?? ""] ?? 0);
}

const pulse = (bench: Bench): void => market.tellCold(bench, { kind: "pulse" });

const planOf = (words: Words): PlanId => `ek${NONCE}-${words[1] ?? "0"}` as PlanId;

function command(bench: Bench, body: Command["body"], id: string | undefined): void {
  bench.commands += 1;
  const author = { kind: "user", id: "olga", role: "operator" } as const;
  const name = commandId(id ?? `c${bench.commands}`);
  market.tellCold(bench, { kind: "command", command: { id: name, author, reason: "scripted", body } });
}

function changeConfig(bench: Bench, words: readonly string[]): void {
  const asked = words.map((word) => word.split("=") as [path: string, value: string]);
  const running = bench.state.config;
  const base = asked.find(([path]) => path === "base")?.[1];
  const changes = asked
    .filter(([path]) => path !== "base")
    .map(([path, value]) => ({ path, from: Number.NaN, to: Number(value) }));
  const config = patchConfig(running, patchOf(changes));
  command(bench, { kind: "change-config", config, base: Number(base ?? running.version) }, undefined);
}

function start(bench: Bench): void {
  const durable = bench.journal.load();
  market.tellCold(bench, {
    kind: "started",
    nonce: NONCE,
    leaseEpoch: bench.epoch,
    live: bench.live,
    config: bench.config,
    durable,
  });
}

/** The process dies with everything it only knew in memory, and starts again on what was committed. */
function restart(bench: Bench): void {
  bench.state = createState();
  bench.persists.length = 0;
  bench.reads.clear();
  bench.epoch += 1;
  pass(bench, SECOND_MS);
  start(bench);
}

const needed = (word: string | undefined): string => {
  if (word === undefined) throw new Error("a word is missing");
  return word;
};

/** A word that names the other venue, or none where there is but one to speak of. */
const venueIn = (word: string | undefined): VenueId => (word === undefined ? VENUE : venueId(word));

const VERBS: Readonly<Record<string, Verb>> = {
  /** A second venue, before the start. */
  join,
  start,
  restart,
  catalogue: (bench, [, venue]) => market.catalogue(bench, venueIn(venue)),
  facts: market.slowFacts,
  tick: (bench, [, base]) => market.tick(bench, needed(base)),
  mark: (bench, [, base, index]) =>
    market.tellMark(bench, needed(base), index === undefined ? undefined : Number(index) * 100),
  top: (bench, [, symbol, bid, ask]) =>
    market.tellTop(
      bench,
      market.indexOf(bench, needed(symbol)),
      Math.round(Number(bid) * 100),
      Math.round(Number(ask) * 100),
    ),
  depth: (bench, [, base, thin]) => market.depth(bench, needed(base), (thin ?? "spot") as market.Thin),
  /** A week in which every hour of the day trades 5, but for those that are named: `volumes AAAUSDT 2:1 3:7`. */
  volumes: (bench, [, symbol, ...named]) => market.volumes(bench, needed(symbol), named.map(needed)),
  "volume-fails": (bench, [, symbol]) =>
    market.tellCold(bench, {
      kind: "effect-failed",
      effect: "read-volume",
      instrument: at(market.indexOf(bench, needed(symbol))),
      failure: { kind: "refusal", code: "scripted", message: "scripted", retryAfterMs: null },
    }),
  price: (bench, [, base, price]) => {
    bench.prices.set(needed(base), Math.round(Number(price) * 100));
    // A jump is believed after three frames that agree.
    for (let frame = 0; frame < 3; frame += 1) market.tick(bench, needed(base));
  },
  settle: (bench, [, base, days, rate]) => market.settleDays(bench, needed(base), Number(days), needed(rate)),
  status: (bench, [, symbol, to]) => market.status(bench, needed(symbol), needed(to)),
  near: (bench, [, text]) => {
    bench.nextFundingMs = bench.venueMs + duration(text);
  },
  malformed: (bench, [, symbol]) =>
    market.tellCold(bench, {
      kind: "malformed-frame",
      venue: VENUE,
      instrument: at(market.indexOf(bench, needed(symbol))),
      reason: "scripted",
    }),
  streams: (bench, [, state, venue]) =>
    market.tellCold(bench, { kind: "stream", venue: venueIn(venue), stream: "futures-public", state }),
  skew: (bench, [, ms]) =>
    market.tellCold(bench, { kind: "clock-offset", venue: VENUE, offsetMs: Number(ms), roundTripMs: 0 }),
  /** The venue's clock was asked, n times over, and each answer took this long. */
  slow: (bench, [, ms, times]) => {
    for (let left = Number(times ?? 1); left > 0; left -= 1)
      market.tellCold(bench, { kind: "clock-offset", venue: VENUE, offsetMs: 5, roundTripMs: Number(ms) });
  },
  budget: (bench, [, family, percent, blocked, foreseen]) =>
    market.tellCold(bench, {
      kind: "rate-budget",
      venue: VENUE,
      family: needed(family),
      usedPercent: Number(percent),
      foreseenPercent: Number(foreseen ?? 0),
      blockedMs: Number(blocked ?? 0),
    }),
  unanswered: (bench, [, name, how]) => orders.unanswered(bench, needed(name), how),
  /** Changes numbers, on the running version or a named one: `config size.pairsMax=1 risk.jumpBpsMax=50 base=1`. */
  config: (bench, [, ...words]) => changeConfig(bench, words.map(needed)),
  pulse,
  wait: (bench, [, text]) => {
    pass(bench, duration(text));
    pulse(bench);
  },
  watch: (bench, [, text]) => {
    for (let left = duration(text); left > 0; left -= SECOND_MS) {
      pass(bench, SECOND_MS);
      pulse(bench);
    }
  },
  /** Time goes by in a market that goes on telling its prices. */
  trade: (bench, [, base, text]) => {
    for (let left = duration(text); left > 0; left -= SECOND_MS) {
      pass(bench, SECOND_MS);
      market.tick(bench, needed(base));
      pulse(bench);
    }
  },
  /** The machine's clock is set back; venue time is not. */
  "set-back": (bench, [, text]) => {
    bench.wallMs -= duration(text);
  },
  "by-hand": (bench) => {
    bench.storesByItself = false;
  },
  stored: (bench) => answerPersist(bench, true),
  "not-stored": (bench) => answerPersist(bench, false),
  prepared: (bench, [, symbol]) => {
    const instrument = at(market.indexOf(bench, needed(symbol)));
    market.tellCold(bench, { kind: "leg-prepared", instrument, leverage: 2 });
  },
  unprepared: (bench, [, symbol, code]) => {
    const instrument = at(market.indexOf(bench, needed(symbol)));
    market.tellCold(bench, { kind: "leg-not-prepared", instrument, failure: orders.refusal(code ?? "-4048") });
  },
  fills: (bench, [, name, quantity, price]) => orders.fills(bench, needed(name), needed(quantity), price),
  accepts: (bench, [, name]) => {
    const intent = orders.intentOf(bench, needed(name));
    accept(truthAt(bench, intent.instrument), intent);
  },
  ack: (bench, [, name, how]) => orders.ack(bench, needed(name), how),
  report: (bench, [, name, how]) => orders.report(bench, needed(name), how),
  found: (bench, [, name, how]) => orders.found(bench, needed(name), how),
  cancelled: (bench, [, name, how]) => orders.cancelled(bench, needed(name), how),
  rests: (bench, [, name, how]) => orders.rests(bench, needed(name), how),
  stream: (bench, [, name, which]) => orders.stream(bench, needed(name), which),
  lost: (bench, [, name]) => orders.lost(bench, needed(name)),
  refuse: (bench, [, name, code, wait]) => orders.refuse(bench, needed(name), needed(code), wait),
  limited: (bench, [, name, code, wait]) => orders.limited(bench, needed(name), needed(code), needed(wait)),
  moves: money.moves,
  moved: money.moved,
  "move-lost": money.moveLost,
  "move-refused": (bench, [, code]) => money.moveRefused(bench, needed(code)),
  binds: (bench, [, wallet, bound]) => money.binds(bench, needed(wallet), amount(needed(bound))),
  account: (bench, [, venue]) => accounts.account(bench, venueIn(venue)),
  "account-fails": (bench, [, venue]) => accounts.accountFails(bench, venueIn(venue)),
  "account-refused": (bench, [, venue]) => accounts.accountRefused(bench, venueIn(venue)),
  "key-refused": (bench, [, venue]) => accounts.keyRefused(bench, venueIn(venue)),
  income: (bench, [, kind, symbol, text, back]) =>
    accounts.income(bench, needed(kind), needed(symbol), needed(text), back),
  foreign: (bench, [, symbol, side, quantity, name]) =>
    accounts.foreign(bench, needed(symbol), needed(side), needed(quantity), name ?? "web_by_hand"),
  /** The last trade of somebody else, as the private stream hints it. */
  "stream-foreign": (bench, [, venue]) => {
    const fill = truthOf(bench, venueIn(venue)).fills.at(-1);
    if (fill !== undefined) market.tellCold(bench, { kind: "fill", fill });
  },
  "foreign-order": (bench, [, symbol]) => accounts.foreignOrder(bench, needed(symbol)),
  "foreign-order-gone": (bench) => {
    bench.truth.openOrders.length = 0;
  },
  drift: (bench, [, wallet, by]) => bump(bench.truth, needed(wallet), amount(needed(by))),
  /** A position as the venue has it by no trade that it tells of. */
  position: (bench, [, symbol, quantity, entry]) => accounts.position(bench, needed(symbol), needed(quantity), entry),
  permissions: (bench, [, what]) => {
    bench.truth.permissions = needed(what) as typeof bench.truth.permissions;
  },
  mode: (bench, [, what]) => {
    bench.truth.positionMode = needed(what) as typeof bench.truth.positionMode;
  },
  collateral: (bench, [, what]) => {
    bench.truth.collateral = needed(what) as typeof bench.truth.collateral;
  },
  earns: (bench, [, ...coins]) => {
    bench.truth.autoEarn.splice(0, Infinity, ...coins.map((coin) => asset(needed(coin))));
  },
  /** A word about the account, or nothing any more. */
  obstacle: (bench, [, code, ...words]) => {
    const text = words.join(" ");
    bench.truth.obstacles = code === undefined ? [] : [{ code: code as AccountObstacle["code"], text }];
  },
  nameless: (bench) => {
    bench.truth.namelessTrades = true;
  },
  "fees-in": (bench, [, asset, balance]) => {
    bench.truth.feeAsset = needed(asset) as typeof bench.truth.feeAsset;
    bump(bench.truth, `spot/${asset}`, amount(needed(balance)));
  },
  margin: (bench, [, leverage, type]) => {
    bench.truth.leverage = Number(leverage);
    bench.truth.crossMargin = type === "cross";
  },
  liquidation: (bench, [, price, venue]) => {
    truthOf(bench, venueIn(venue)).liquidationPrice = Math.round(Number(price) * 100) as Price;
  },
  "venue-mark": (bench, [, price]) => {
    bench.truth.markPrice = Math.round(Number(price) * 100) as typeof bench.truth.markPrice;
  },
  "coarse-perpetual": (bench, [, base, notionalMin]) => {
    const index = market.perpetualOf(bench, needed(base));
    const coarse = perpetualMarket(index, needed(base), { notionalMin: amount(needed(notionalMin)) });
    bench.instruments = bench.instruments.map((instrument, n) => (n === index ? coarse : instrument));
    market.catalogue(bench);
  },
  renames: (bench, [, base]) => {
    market.rename(bench, needed(base));
    market.catalogue(bench);
  },
  /** The same, and nobody tells yet. */
  renamed: (bench, [, base]) => market.rename(bench, needed(base)),
  terms: (bench, [, base, hours, cap]) => market.terms(bench, needed(base), needed(hours), needed(cap)),
  unlist: (bench, [, base]) => {
    bench.unlisted.add(needed(base));
  },
  "unlist-contract": (bench, [, base]) => {
    bench.dropped.add(`${needed(base)}USDT`);
  },
  /** The commit came through, but the process dies before it hears so. */
  committed: (bench) => {
    const head = bench.persists.shift();
    if (head !== undefined) bench.journal.commit(head.batch);
  },
  /** What USDC and FDUSD cost in USDT from now on, `-` for one that nobody tells. */
  dollars: (bench, [, ...prices]) => {
    const coins = ["USDC", "FDUSD"].map((coin, n) => [coin, Number(prices[n])] as const);
    bench.dollars = new Map(coins.filter(([, price]) => price > 0).map(([coin, price]) => [coin, [price, price]]));
    tellDollars(bench);
  },
  risk: (bench, [, percent, ago]) => risk.riskNumbers(bench, Number(percent), Number(ago ?? 0), null),
  "risk-young": (bench, [, base]) => risk.riskNumbers(bench, 0, 0, needed(base)),
  "risk-fails": risk.riskFails,
  freeze: (bench, [, id]) => command(bench, { kind: "freeze" }, id),
  reduce: (bench, [, id]) => command(bench, { kind: "reduce" }, id),
  flatten: (bench, [, id]) => command(bench, { kind: "flatten" }, id),
  resume: (bench, [, id]) => command(bench, { kind: "resume" }, id),
  open: (bench, [, symbol, notional, id, longVenue]) =>
    command(
      bench,
      {
        kind: "open-pair",
        perpetual: at(market.indexOf(bench, needed(symbol))),
        longVenue: longVenue === undefined ? null : venueIn(longVenue),
        notional: needed(notional),
      },
      id,
    ),
  /** Takes the venue's word for what differs now, or for another print than that. */
  accept: (bench, [, as, print, id]) => {
    const told = bench.state.venues.get(VENUE)?.told ?? null;
    const shown = told === null ? "" : printOf(bench.state, VENUE, findUnexplained(bench.state, told));
    const named = print === undefined || print === "now" ? shown : print;
    const body = { kind: "accept-venue", venue: VENUE, print: named, as: needed(as) as BookedAs } as const;
    command(bench, body, id);
  },
  /** Takes coins and a short, or two positions, under guard: `adopt AAA/USDT AAAUSDT 10 100 101`, `-` for no price. */
  adopt: (bench, [, long, short, quantity, longPrice, shortPrice]) => {
    const stated = (word: string | undefined): string | null => (word === undefined || word === "-" ? null : word);
    const [owned, owed] = [long, short].map((symbol) => at(market.indexOf(bench, needed(symbol))));
    command(
      bench,
      {
        kind: "adopt-pair",
        long: owned ?? at(-1),
        short: owed ?? at(-1),
        quantity: needed(quantity),
        longPrice: stated(longPrice),
        shortPrice: stated(shortPrice),
      },
      undefined,
    );
  },
  drill: (bench, [, venue, id]) => command(bench, { kind: "drill", venue: venueId(venue ?? VENUE) }, id),
  /** From the next start on: with real money. */
  live: (bench) => {
    bench.live = true;
  },
  cancel: (bench, [, name, id]) =>
    command(bench, { kind: "cancel-order", venue: VENUE, order: orders.orderNamed(bench, needed(name)) }, id),
  close: (bench, words) => command(bench, { kind: "close-pair", plan: planOf(words) }, words[2]),
};

/** What most rows begin with; their own lines are not part of the transcript. */
export const GIVEN = {
  nothing: "",
  reconciling: "start\ncatalogue",
  ready: "start\ncatalogue\naccount\nfacts\npulse\ntick BBB\ntick AAA\ndepth BBB spot\ndepth AAA spot\npulse",
} as const;
/** The other venue pays longs, so a spread is worth more than a carry; its book is the thinner one, so it leads. */
const TWO_READY = [
  "join\nstart\ncatalogue\ncatalogue other\naccount\naccount other\nfacts\npulse",
  "tick BBB\ntick AAA\ndepth BBB other\ndepth AAA other\npulse",
].join("\n");
const TWO_OPENING = `${TWO_READY}\ntick AAA\nprepared AAA-PERP\nprepared AAAUSDT`;
const TWO_HALF = `${TWO_OPENING}\nfills u0 14\nack u0`;
const TWO_OPEN = `${TWO_HALF}\nfills d0 14\nack d0\nwait 61s\naccount\naccount other\ntick AAA\npulse`;
const OPENING = `${GIVEN.ready}\ntick AAA\nprepared AAAUSDT`;
const HALF = `${OPENING}\nfills u0 10.011\nack u0`;
const OPEN = `${HALF}\nfills d0 10\nack d0\nwait 61s\naccount\ntick AAA\npulse`;
/** The perpetual leads: there a maker is cheaper, so the first order waits in the middle. */
const RESTING = `${GIVEN.ready}\ndepth AAA perpetual\ntick AAA\nprepared AAAUSDT\nrests d0\nack d0 open`;
const GIVENS: Readonly<Record<string, string>> = {
  ...GIVEN,
  opening: OPENING,
  half: HALF,
  open: OPEN,
  resting: RESTING,
  "two-ready": TWO_READY,
  "two-opening": TWO_OPENING,
  "two-half": TWO_HALF,
  "two-open": TWO_OPEN,
};

/** One line told to the engine, and the line as it was really answered. */
export function perform(bench: Bench, line: string): string {
  const words = line.split(/\s+/);
  if (words[0] === "=") return `= ${show(bench, words.slice(1))}`;
  const verb = VERBS[words[0] ?? ""];
  if (verb === undefined) throw new Error(`no verb in "${line}"`);
  bench.heard = [];
  verb(bench, words);
  return bench.heard.length === 0 ? line : `${line} -> ${bench.heard.join(", ")}`;
}

const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.replace(/#.*$/, "").trim().replace(/\s+/g, " "))
    .filter((line) => line !== "");

/** A bench on which the lines of a beginning were already played. */
export function given(name: string): Bench {
  const bench = createBench();
  for (const line of linesOf(GIVENS[name] ?? name)) perform(bench, line);
  return bench;
}

/** The script as the engine really played it: equal to what was written when every effect came as expected. */
export function play(beginning: string, text: string): { readonly written: string; readonly played: string } {
  const bench = given(beginning);
  const written = linesOf(text);
  const played = written.map((line) => perform(bench, (line.split("->")[0] ?? "").trim()));
  return { written: written.join("\n"), played: played.join("\n") };
}
