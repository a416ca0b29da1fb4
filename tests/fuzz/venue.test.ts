import type { ColdEvent, EngineEvent } from "@evenkeel/core/events";
import type { Instrument } from "@evenkeel/core/market";
import type { VenueAdapter, VenueEffect } from "@evenkeel/core/ports";
import { type Price, type Quantity, venueTime, wallTime } from "@evenkeel/core/units";
import { type RunningExchange, startExchange } from "@evenkeel/exchange";
import { assertSound, caseRandom, damageText, fuzz, mutate, type Random, render } from "@evenkeel/testkit/fuzz";
import type { KeyedAdapter, VenueOptions } from "@evenkeel/venues";
import { createBinance } from "@evenkeel/venues/binance";
import { createBybit } from "@evenkeel/venues/bybit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  createDirectory,
  createHeard,
  type Heard,
  intentFor,
  ofKind,
  performed,
  sendNow,
  until,
} from "../contract/subject.ts";
import { HONEST, type HostileVenue, startHostileVenue, type Twist } from "./support/hostile-venue.ts";
import { type Counts, count, printCounts } from "./support/tally.ts";

const SYMBOLS = 4;
const READS = 150;
const STARTS = 12;
const FRAMES = 400;
const MEGABYTES = 10 << 20;
/** The budgets are no part of this: a fuzzed adapter asks far more often than an engine. */
const LIMITS = {
  binanceLimits: {
    futuresWeightMax: 10_000_000,
    spotWeightMax: 10_000_000,
    futuresOrdersTenSecondsMax: 1_000_000,
    futuresOrdersMinuteMax: 1_000_000,
    spotOrdersTenSecondsMax: 1_000_000,
  },
  bybitLimits: { requestsMax: 1_000_000, endpointFactor: 1_000, connectionsMax: 10_000 },
};

type Subject = {
  readonly venue: "binance" | "bybit";
  readonly create: (options: VenueOptions) => Promise<KeyedAdapter>;
  /** A frame of the account's stream, which a fill brings. */
  readonly privateFrame: RegExp;
};
const SUBJECTS: readonly Subject[] = [
  { venue: "binance", create: createBinance, privateFrame: /ORDER_TRADE_UPDATE/ },
  { venue: "bybit", create: createBybit, privateFrame: /execution/ },
];

let exchange: RunningExchange;
let venue: HostileVenue;
let subject: Subject;
let adapter: VenueAdapter;
let heard: Heard;
const broken: unknown[] = [];
const note = (error: unknown): number => broken.push(error);

beforeAll(async () => {
  process.on("unhandledRejection", note);
  process.on("uncaughtException", note);
  exchange = await startExchange({
    port: 0,
    seed: 5,
    venues: SUBJECTS.map((each) => each.venue),
    symbols: SYMBOLS,
    speed: 1,
    accounts: [{ name: "main", spot: { USDT: "20000000" }, futures: "20000000" }],
    wire: LIMITS,
  });
});
afterAll(async () => {
  process.off("unhandledRejection", note);
  process.off("uncaughtException", note);
  await exchange?.close();
});

function open(): Promise<VenueAdapter> {
  const account = exchange.accounts.find((each) => each.venue === subject.venue);
  if (account === undefined) throw new Error("the exchange has no account");
  return subject.create({
    keys: { apiKey: account.key, secret: account.secret },
    redirectPort: venue.port,
    directory: createDirectory(),
    clock: { nowMs: () => wallTime(Date.now()) },
    random: () => 0.5,
    watch: { symbolsMax: SYMBOLS },
    historyDays: 2,
    sendTimeoutMs: 2_000,
    readTimeoutMs: 1_000,
    receiveWindowMs: 5_000,
  });
}

function twistText(text: string, random: Random): string {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return damageText(text, random);
  }
  const wrong = render(mutate(answer, random, true));
  return random.chance(0.15) ? damageText(wrong, random) : wrong;
}

/** What the adapter heard must be sound in every number, and nothing may have been thrown on the way. */
async function assertUnbroken(events: readonly EngineEvent[]): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (broken.length > 0) throw broken.splice(0)[0];
  for (const event of events) assertSound(event, event.kind);
}

/** One effect of every kind, on a market that answers it with something to read. */
async function effectsOf([perpetual, spot]: readonly [Instrument, Instrument]): Promise<
  readonly (() => VenueEffect)[]
> {
  const { venue: name } = adapter;
  const since = { venue: name, lastTradeIds: [], incomeSince: venueTime(0), openedAt: venueTime(0) };
  const [perpetualPrice, spotPrice] = [await highestAsk(perpetual), await highestAsk(spot)];
  const order = (instrument: Instrument, priceLimit: Price) => {
    const quantity = (instrument.quantityMin * 100) as Quantity;
    return sendNow(intentFor(instrument, { side: "buy", quantity, priceLimit }));
  };
  const asked = order(perpetual, perpetualPrice);
  await performed(adapter, asked, "acknowledged");
  const of = { venue: name, instrument: perpetual.index } as const;
  return [
    () => order(perpetual, perpetualPrice),
    () => order(spot, spotPrice),
    () => ({ kind: "query-order", ...of, clientOrderId: asked.intent.clientOrderId }),
    () => ({ kind: "cancel-order", ...of, clientOrderId: asked.intent.clientOrderId }),
    () => ({ kind: "cancel-open-orders", ...of }),
    () => ({ kind: "read-account", venue: name, requestId: 1, since, urgent: false }),
    () => ({ kind: "read-account", venue: name, requestId: 2, since, urgent: false }),
    () => ({ kind: "read-depth", ...of }),
    () => ({ kind: "read-depth", venue: name, instrument: spot.index }),
    () => ({ kind: "read-volume", ...of, since: venueTime(0) }),
    () => ({ kind: "prepare-leg", ...of, leverage: 2 }),
  ];
}

async function highestAsk(instrument: Instrument): Promise<Price> {
  const effect = { kind: "read-depth", venue: adapter.venue, instrument: instrument.index } as const;
  const depth = await performed(adapter, effect, "depth");
  const [price] = depth.asks.at(-1) ?? [];
  if (price === undefined) throw new Error(`nobody sells ${instrument.symbol}`);
  return price;
}

type Said = { readonly random: Random; said: string };

/** Twists one answer, the first one that chance picks, and remembers which. */
const twistOne =
  (made: Said, chance: number): Twist =>
  (route, text) => {
    if (made.said !== "" || !made.random.chance(chance)) return text;
    const twisted = twistText(text, made.random);
    made.said = `${route} ${twisted.slice(0, 300)}`;
    return twisted;
  };

async function start(): Promise<readonly [Instrument, Instrument]> {
  const started = await adapter.feed.start(heard.sink);
  if (!started.ok) throw new Error(started.error.message);
  await until("prices and marks", () => heard.tops.length > 4 && heard.marks.length > 4);
  const pick = (kind: Instrument["kind"]): Instrument => {
    const found = heard.instruments().find((each) => each.kind === kind);
    if (found === undefined) throw new Error(`no ${kind} is listed`);
    return found;
  };
  return [pick("perpetual"), pick("spot")];
}

describe.each(SUBJECTS)("$venue", (under) => {
  beforeAll(async () => {
    subject = under;
    venue = await startHostileVenue(exchange.port);
  });
  afterAll(() => venue?.close());
  beforeEach(async () => {
    broken.length = 0;
    venue.rest = HONEST;
    adapter = await open();
    heard = createHeard();
  });
  afterEach(async () => {
    venue.rest = HONEST;
    await adapter.feed.stop();
  });

  describe("a venue whose answers are wrong in one place", () => {
    test("every effect ends in an event, with sound numbers and without a throw", async () => {
      const makers = await effectsOf(await start());
      const counts: Counts = new Map();
      expect(
        await fuzz({
          name: "gateway",
          seed: 1,
          cases: READS,
          make: (random, index) => ({ effect: makers[index % makers.length]?.() as VenueEffect, random, said: "" }),
          show: ({ effect, said }) => `${effect.kind}: ${said}`,
          check: async (made) => {
            venue.rest = twistOne(made, made.effect.kind === "read-account" ? 0.12 : 0.8);
            const event: ColdEvent = await adapter.gateway.perform(made.effect);
            await assertUnbroken([event]);
            count(counts, `${made.effect.kind} ${event.kind}`);
          },
        }),
      ).toBe(READS);
      printCounts(`${subject.venue} gateway`, counts);
    });

    test("a start ends in a value, and what it told before is sound", async () => {
      const counts: Counts = new Map();
      expect(
        await fuzz({
          name: "start",
          seed: 1,
          cases: STARTS,
          make: (random) => ({ random, said: "" }),
          show: ({ said }) => said,
          check: async (made) => {
            const other = await open();
            const events: EngineEvent[] = [];
            venue.rest = twistOne(made, 0.1);
            const started = await other.feed.start((event) => void events.push({ ...event }));
            await other.feed.stop();
            await assertUnbroken(events);
            count(counts, started.ok ? "started" : started.error.code);
          },
        }),
      ).toBe(STARTS);
      printCounts(`${subject.venue} start`, counts);
    });

    test("ten megabytes for an answer are a failure, not a stop", async () => {
      const [perpetual] = await start();
      for (const filler of ["[", "1"]) {
        venue.rest = () => filler.repeat(MEGABYTES / filler.length);
        const event = await adapter.gateway.perform({
          kind: "read-depth",
          venue: adapter.venue,
          instrument: perpetual.index,
        });
        expect(event.kind).toBe("effect-failed");
        await assertUnbroken([event]);
      }
    });
  });

  describe("a venue whose frames are wrong in one place", () => {
    test("bad ones are told as malformed, good ones go on", async () => {
      const [perpetual] = await start();
      const quantity = (perpetual.quantityMin * 100) as Quantity;
      const intent = intentFor(perpetual, { side: "buy", quantity, priceLimit: await highestAsk(perpetual) });
      await performed(adapter, sendNow(intent), "acknowledged");
      await until("a fill on the private stream", () => ofKind(heard.cold, "fill").length > 0);
      const kinds = [...venue.frames];
      expect(kinds.map(([kind]) => kind).join()).toMatch(subject.privateFrame);
      for (const [kind, frame] of kinds) {
        const door = kind.slice(0, kind.lastIndexOf(" "));
        const twisted = Array.from({ length: FRAMES }, (_, index) => twistText(frame, caseRandom(1, index)));
        const before = { malformed: ofKind(heard.cold, "malformed-frame").length, cold: heard.cold.length };
        venue.push(door, twisted);
        await new Promise((resolve) => setTimeout(resolve, 300));
        await assertUnbroken([...heard.cold.slice(before.cold), ...heard.tops.splice(0), ...heard.marks.splice(0)]);
        process.stdout.write(
          `${subject.venue} frames ${kind}: ${FRAMES} pushed, ${ofKind(heard.cold, "malformed-frame").length - before.malformed} told as malformed\n`,
        );
        await until(`honest prices after ${kind}`, () => heard.tops.length > 0 && heard.marks.length > 0);
      }
    });
  });
});
