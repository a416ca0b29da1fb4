import { type Amount, HOUR_MS, ZERO } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import type { Account } from "../account/account.ts";
import { totalByAsset } from "../account/money.ts";
import { bookSide } from "../book/plan.ts";
import { mix } from "../random.ts";
import { specificationOf } from "../world/instrument.ts";
import { apply } from "./apply.ts";
import type { Command } from "./command.ts";
import { createExchange } from "./create.ts";
import { stateHash } from "./hash.ts";
import type { ExchangeState } from "./state.ts";

const NAMES = ["alice", "bob", "carol"] as const;
const SYMBOLS = 5;
const STEPS = 220;

const make = (seed: number): ExchangeState =>
  createExchange({
    world: "demo",
    seed,
    symbols: SYMBOLS,
    overrides: { volatilityScale: 4 },
    accounts: NAMES.map((name) => ({ name, spot: { USDT: "200000", BTC: "3", ETH: "40" }, futures: "8000" })),
  });

/** One random but repeatable thing that a user might do, sensible or not. */
function randomCommand(state: ExchangeState, seed: number, step: number): Command {
  const draw = (use: number, below: number) => mix(seed, step, use, 0xabc) % below;
  const venueTimeMs = state.nowMs + draw(1, 100) * (draw(2, 12) === 0 ? 120_000 : 400);
  const account = NAMES[draw(3, NAMES.length)] ?? "alice";
  const instrument = state.world.instruments[draw(4, SYMBOLS)];
  if (instrument === undefined) throw new Error("missing");
  const symbol = instrument.futures.symbol;
  const kind = draw(5, 40);
  const to = draw(6, 2) === 0 ? ("spot" as const) : ("futures" as const);
  if (kind === 0)
    return { kind: "transfer", venueTimeMs, account, asset: "USDT", amount: String(1 + draw(7, 9_000)), to };
  if (kind === 1) return { kind: "set-leverage", venueTimeMs, account, symbol, leverage: 1 + draw(7, 50) };
  if (kind === 2) {
    return {
      kind: "set-margin-type",
      venueTimeMs,
      account,
      symbol,
      marginType: draw(7, 2) === 0 ? "ISOLATED" : "CROSSED",
    };
  }
  if (kind === 3) return { kind: "shock", venueTimeMs, symbol, logReturn: (draw(7, 200) - 100) / 250 };
  if (kind === 5) {
    return { kind: "adjust-margin", venueTimeMs, account, symbol, amount: String(draw(7, 4_000) - 1_500) };
  }
  if (kind === 4) return { kind: "cancel-all", venueTimeMs, account, market: to, symbol };
  return randomOrder(state, venueTimeMs, account, instrument.index, draw);
}

function randomOrder(
  state: ExchangeState,
  venueTimeMs: number,
  account: string,
  index: number,
  draw: (use: number, below: number) => number,
): Command {
  const instrument = state.world.instruments[index];
  if (instrument === undefined) throw new Error("missing");
  const market = draw(10, 2) === 0 ? "spot" : "futures";
  const specification = specificationOf(instrument, market);
  const side = draw(11, 2) === 0 ? "BUY" : "SELL";
  const best = bookSide(state, index, market, side, 1)[0]?.price ?? 1;
  const price = (best * (1 + (draw(12, 60) - 30) / 20_000)) / 10 ** specification.priceScale;
  const type = (["MARKET", "LIMIT", "LIMIT", "LIMIT"] as const)[draw(13, 4)] ?? "LIMIT";
  const timeInForce = (["GTC", "GTC", "IOC", "FOK", "GTX"] as const)[draw(14, 5)] ?? "GTC";
  const usd = 20 * 4 ** draw(15, 7);
  return {
    kind: "place",
    venueTimeMs,
    account,
    market,
    symbol: specification.symbol,
    side,
    type,
    timeInForce,
    quantity: (usd / price).toFixed(specification.quantityScale),
    price: type === "MARKET" ? null : price.toFixed(specification.priceScale),
    clientOrderId: null,
    reduceOnly: market === "futures" && draw(16, 4) === 0,
    positionSide: "BOTH",
  };
}

/** The futures wallet as a client can rebuild it: what it had, its trades, its other income. */
function rebuiltWallet(account: Account, start: Amount): Amount {
  let wallet: bigint = start;
  for (const trade of account.futuresTrades) wallet += trade.realizedPnl - trade.commission;
  for (const row of account.income) {
    if (row.type === "FUNDING_FEE" || row.type === "TRANSFER" || row.type === "INSURANCE_CLEAR") wallet += row.amount;
  }
  return wallet as Amount;
}

function rebuiltSpot(state: ExchangeState, account: Account, start: ReadonlyMap<string, bigint>): Map<string, bigint> {
  const balances = new Map(start);
  const addTo = (asset: string, value: bigint) => balances.set(asset, (balances.get(asset) ?? 0n) + value);
  for (const trade of account.spotTrades) {
    const spot = state.world.instruments[trade.instrument]?.spot;
    const sign = trade.side === "BUY" ? 1n : -1n;
    addTo(spot?.baseAsset ?? "", sign * BigInt(trade.quantity) * 10n ** BigInt(18 - (spot?.quantityScale ?? 0)));
    addTo("USDT", -sign * trade.quote);
    addTo(trade.commissionAsset, -trade.commission);
  }
  for (const row of account.income) if (row.type === "TRANSFER") addTo(row.asset, -row.amount);
  return balances;
}

const spotOf = (account: Account): Map<string, bigint> =>
  new Map([...account.spot].map(([asset, balance]) => [asset, balance.free + balance.locked]));
const withoutZeros = (balances: ReadonlyMap<string, bigint>) =>
  new Map([...balances].filter(([, value]) => value !== 0n));

describe.each([1, 2, 3, 4, 5])("random episode %i", (seed) => {
  test("creates and loses nothing, locks only what rests, and explains every wallet to the last digit", () => {
    const state = make(seed);
    const before = totalByAsset(state);
    const spotBefore = new Map([...state.accounts].map(([name, account]) => [name, spotOf(account)]));
    const seen = { trades: 0, makers: 0, funding: 0, liquidations: 0 };
    for (let step = 0; step < STEPS; step++) {
      const { events } = apply(state, randomCommand(state, seed, step));
      for (const event of events) {
        if (event.kind === "funding") seen.funding++;
        if (event.kind !== "order" || event.trade === null) continue;
        seen.trades++;
        if (event.trade.maker) seen.makers++;
        if (event.order.origin === "liquidation") seen.liquidations++;
      }
      for (const [asset, total] of totalByAsset(state)) expect(total).toBe(before.get(asset) ?? 0n);
      for (const account of state.accounts.values()) {
        for (const position of account.positions.values()) {
          expect(position.quantity !== 0 && position.cost > 0n && position.isolatedMargin >= 0n).toBe(true);
        }
        expect(account.futuresWallet).toBe(rebuiltWallet(account, (8_000n * 10n ** 18n) as Amount));
        for (const [, balance] of account.spot) {
          expect(balance.free >= 0n && balance.locked >= 0n).toBe(true);
        }
      }
    }
    for (const [name, account] of state.accounts) {
      expect(withoutZeros(rebuiltSpot(state, account, spotBefore.get(name) ?? new Map()))).toEqual(
        withoutZeros(spotOf(account)),
      );
    }
    expect(seen.trades).toBeGreaterThan(50);
    expect(seen.makers).toBeGreaterThan(0);
    expect(state.nowMs).toBeGreaterThan(HOUR_MS);
  });
});

test.each([6, 7])("the same commands make the same state, seed %i", (seed) => {
  const run = () => {
    const state = make(seed);
    for (let step = 0; step < STEPS; step++) apply(state, randomCommand(state, seed, step));
    return stateHash(state);
  };
  expect(run()).toBe(run());
});

test("over the episodes funding is paid and positions are liquidated", () => {
  let funding = ZERO as bigint;
  let liquidations = 0;
  for (const seed of [1, 2, 3]) {
    const state = make(seed);
    for (let step = 0; step < STEPS; step++) {
      for (const event of apply(state, randomCommand(state, seed, step)).events) {
        if (event.kind === "funding") funding += 1n;
        if (event.kind === "order" && event.order.origin === "liquidation") liquidations++;
      }
    }
  }
  expect(funding).toBeGreaterThan(0n);
  expect(liquidations).toBeGreaterThan(0);
});
