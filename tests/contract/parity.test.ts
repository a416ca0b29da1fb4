import type { ColdEvent, EngineEvent } from "@evenkeel/core/events";
import { clientOrderId, type InstrumentIndex, parseNonce, planId, venueId } from "@evenkeel/core/ids";
import { createLedger, fillEntry, incomeEntry, post } from "@evenkeel/core/ledger";
import type { Instrument } from "@evenkeel/core/market";
import { intentHash, type OrderDraft, type OrderIntent, type OrderStyle } from "@evenkeel/core/order";
import type { VenueAdapter, VenueEffect } from "@evenkeel/core/ports";
import { HOUR_MS, MINUTE_MS, type Price, type Quantity, venueTime, wallTime } from "@evenkeel/core/units";
import { type RunningExchange, startExchange } from "@evenkeel/exchange";
import { advance, createExchange, type ExchangeState } from "@evenkeel/exchange-sim";
import { createInProcessVenue, emptyTop, type InProcessVenue } from "@evenkeel/testkit/in-process";
import { createDirectory } from "@evenkeel/testkit/simulation";
import { createBinance } from "@evenkeel/venues/binance";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sendNow } from "./subject.ts";

const SETTINGS = { world: "demo", seed: 7, symbols: 12 } as const;
const FUNDS = { spot: { USDT: "60000" }, futures: "40000" } as const;
const VENUE = venueId("binance");
const TRADED = 4;

/** The same exchange behind two doors: pure in this process, and as a server on the wire behind the real adapter. */
type Doors = {
  readonly server: RunningExchange;
  readonly wire: VenueAdapter;
  readonly local: InProcessVenue;
  readonly exchange: ExchangeState;
  readonly catalogue: Map<InstrumentIndex, Instrument>;
};

let doors: Doors;
let newestFrameMs = 0;

async function openDoors(): Promise<Doors> {
  const server = await startExchange({ ...SETTINGS, port: 0, speed: 0, accounts: [{ name: "main", ...FUNDS }] });
  const credentials = server.accounts[0];
  if (credentials === undefined) throw new Error("the exchange printed no key");
  const directory = createDirectory();
  const exchange = createExchange({ ...SETTINGS, accounts: [{ name: credentials.key, ...FUNDS }] });
  const local = createInProcessVenue({ exchange, account: credentials.key, venue: VENUE, directory });
  const wire = await createBinance({
    keys: { apiKey: credentials.key, secret: credentials.secret },
    redirectPort: server.port,
    directory,
    clock: { nowMs: () => wallTime(Date.now()) },
    random: () => 0.5,
    watch: { symbolsMax: SETTINGS.symbols },
    historyDays: 31,
    sendTimeoutMs: 5_000,
    readTimeoutMs: 10_000,
    receiveWindowMs: 5_000,
  });
  const catalogue = new Map<InstrumentIndex, Instrument>();
  const started = await wire.feed.start((event: EngineEvent) => {
    if (event.kind === "mark") newestFrameMs = Math.max(newestFrameMs, event.venueTimeMs);
    if (event.kind === "catalogue") for (const each of event.instruments) catalogue.set(each.index, each);
  });
  if (!started.ok) throw new Error(`feed: ${started.error.code} ${started.error.message}`);
  return { server, wire, local, exchange, catalogue };
}

async function control(path: string, body: object): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${doors.server.port}/control/${path}`, {
    method: "POST",
    headers: { "x-evenkeel-control": "1", "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

async function pass(ms: number): Promise<void> {
  await control("advance", { ms });
  advance(doors.exchange, doors.exchange.nowMs + ms);
}

/** The adapter knows venue time from its frames alone, so reads of history wait for one. */
async function untilFramesCatchUp(): Promise<void> {
  await expect.poll(() => newestFrameMs, { timeout: 10_000 }).toBeGreaterThanOrEqual(doors.exchange.nowMs);
}

const times = () => ({ venueMs: doors.exchange.nowMs, wallMs: 0 });

/** What must be equal: everything but the stamps of arrival and the venue's own words for a refusal. */
function essence(event: ColdEvent): object {
  const { receivedAtMs: _received, venueTimeMs: _venue, ...rest } = event;
  return "failure" in rest ? { ...rest, failure: rest.failure === null ? null : rest.failure.kind } : rest;
}

async function both(effect: VenueEffect): Promise<ColdEvent> {
  const fromWire = await doors.wire.gateway.perform(effect);
  const inProcess = doors.local.perform(effect, times());
  expect(essence(fromWire)).toEqual(essence(inProcess));
  return inProcess;
}

const nonce = parseNonce("parity00");
if (!nonce.ok) throw new Error("a nonce");
const plan = planId(nonce.value, 1);
let attempts = 0;

function intent(
  instrument: Instrument,
  side: "buy" | "sell",
  steps: number,
  price: number,
  reduceOnly = false,
  style: OrderStyle = "immediate",
): OrderIntent {
  const leg = instrument.kind === "spot" ? "long" : "short";
  attempts += 1;
  const draft: OrderDraft = {
    clientOrderId: clientOrderId(plan, leg, attempts),
    plan,
    leg,
    attempt: attempts,
    instrument: instrument.index,
    side,
    style,
    quantity: (steps * instrument.stepSize) as Quantity,
    priceLimit: price as Price,
    bidPrice: 0 as Price,
    askPrice: 0 as Price,
    reduceOnly,
    purpose: reduceOnly ? "exit" : "enter",
    createdAt: wallTime(0),
    leaseEpoch: 1,
  };
  return { ...draft, approval: { rules: "entry", intentHash: intentHash(draft), limitsVersion: 1, sequence: 1 } };
}

const top = emptyTop();
function touch(instrument: Instrument): { readonly bid: number; readonly ask: number } {
  const listing = doors.local.listings.find((each) => each.instrument.index === instrument.index);
  if (listing === undefined) throw new Error("no listing");
  doors.local.top(listing, times(), top);
  return { bid: top.bidPrice, ask: top.askPrice };
}

/** A few hundred USDT worth, in whole steps. */
function stepsFor(instrument: Instrument, quote: number): number {
  const price = touch(instrument).ask / 10 ** instrument.priceScale;
  const step = instrument.stepSize / 10 ** instrument.quantityScale;
  return Math.max(1, Math.floor(quote / price / step));
}

beforeAll(async () => {
  doors = await openDoors();
}, 60_000);

afterAll(async () => {
  await doors.wire.feed.stop();
  await doors.server.close();
});

describe("one exchange, two doors: the same seed and script give the same normalised answers", () => {
  it("lists the same markets in base units", () => {
    const expected = doors.local.listings.map((listing) => listing.instrument);
    expect(doors.catalogue.size).toBeGreaterThan(0);
    for (const instrument of expected) expect(doors.catalogue.get(instrument.index)).toEqual(instrument);
  });

  it("answers orders, partial fills, refusals, queries and reads alike, through a settlement", async () => {
    const perpetuals = doors.local.listings.filter(
      (each) => each.market === "futures" && each.instrument.status === "trading",
    );
    const ledgers = createLedger();
    for (const { instrument: perpetual } of perpetuals.slice(0, TRADED)) {
      const spot = doors.local.listings.find(
        (each) => each.market === "spot" && each.instrument.base === perpetual.base,
      )?.instrument;
      if (spot === undefined) throw new Error("no spot");
      await both({ kind: "prepare-leg", venue: VENUE, instrument: perpetual.index, leverage: 2 });
      await both({ kind: "prepare-leg", venue: VENUE, instrument: perpetual.index, leverage: 2 });
      await both({ kind: "read-depth", venue: VENUE, instrument: perpetual.index });
      const bought = intent(spot, "buy", stepsFor(spot, 900), touch(spot).ask);
      await both(sendNow(bought));
      await both({ kind: "query-order", venue: VENUE, clientOrderId: bought.clientOrderId, instrument: spot.index });
      const sold = intent(perpetual, "sell", stepsFor(perpetual, 900), touch(perpetual).bid);
      await both(sendNow(sold));
      await both({ kind: "query-order", venue: VENUE, clientOrderId: sold.clientOrderId, instrument: perpetual.index });
      // Far more than the touch holds, at the touch: a partial fill.
      const large = intent(perpetual, "sell", stepsFor(perpetual, 30_000), touch(perpetual).bid);
      await both(sendNow(large));
      await both({
        kind: "query-order",
        venue: VENUE,
        clientOrderId: large.clientOrderId,
        instrument: perpetual.index,
      });
      // Nothing there at this price: done, with nothing filled.
      await both(sendNow(intent(spot, "buy", stepsFor(spot, 300), touch(spot).bid - spot.tickSize)));
      const refused = await both(sendNow(intent(spot, "buy", stepsFor(spot, 5_000_000), touch(spot).ask)));
      expect(refused.kind).toBe("refused");
      const missing = clientOrderId(plan, "long", 9_999);
      const absent = await both({ kind: "query-order", venue: VENUE, clientOrderId: missing, instrument: spot.index });
      expect(absent.kind).toBe("order-not-found");
      for (const style of ["post-only", "resting"] as const) {
        const away = touch(spot).bid - Math.round(touch(spot).bid / 50 / spot.tickSize) * spot.tickSize;
        const resting = intent(spot, "buy", stepsFor(spot, 300), away, false, style);
        const named = { venue: VENUE, clientOrderId: resting.clientOrderId, instrument: spot.index } as const;
        await both(sendNow(resting));
        await both({ kind: "query-order", ...named });
        expect((await both({ kind: "cancel-order", ...named })).kind).toBe("order-cancelled");
        expect((await both({ kind: "cancel-order", ...named })).kind).toBe("cancel-not-found");
        await both({ kind: "query-order", ...named });
      }
      // Would take, so it may not rest.
      const crossing = intent(perpetual, "sell", stepsFor(perpetual, 300), touch(perpetual).bid, false, "post-only");
      expect((await both(sendNow(crossing))).kind).toBe("refused");
      const closing = intent(perpetual, "buy", stepsFor(perpetual, 100), touch(perpetual).ask, true, "market");
      await both(sendNow(closing));
      await pass(7 * MINUTE_MS);
    }
    await pass(9 * HOUR_MS);
    await untilFramesCatchUp();
    const indices = doors.local.listings.map((each) => each.instrument.index);
    const since = {
      venue: VENUE,
      lastTradeIds: indices.map((index) => [index, ""] as const),
      incomeSince: venueTime(0),
      openedAt: venueTime(0),
    };
    const truth = await both({ kind: "read-account", venue: VENUE, requestId: 1, since, urgent: false });
    if (truth.kind !== "account") throw new Error("no account");
    expect(truth.income.filter((row) => row.kind === "funding").length).toBeGreaterThanOrEqual(TRADED);
    expect(truth.fills.length).toBeGreaterThan(2 * TRADED);
    for (const fill of truth.fills) {
      const instrument = doors.catalogue.get(fill.instrument);
      if (instrument !== undefined) post(ledgers, fillEntry(fill, instrument, null));
    }
    for (const income of truth.income) post(ledgers, incomeEntry(income, null));
    // Opening money plus our own double entry is the venue's balance, to the last digit.
    for (const { wallet, asset, total } of truth.balances) {
      const opening = asset === "USDT" ? BigInt(wallet === "spot" ? FUNDS.spot.USDT : FUNDS.futures) * 10n ** 18n : 0n;
      expect(opening + (ledgers.wallets.get(`${VENUE}/${wallet}/${asset}`) ?? 0n)).toBe(total);
    }
  });
});
