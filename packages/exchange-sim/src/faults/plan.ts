import { MINUTE_MS, SECOND_MS } from "@evenkeel/core/units";
import { type Account, leverageOf, type Position } from "../account/account.ts";
import { liquidationPrice } from "../account/liquidation-price.ts";
import { MARK_SCALE, markOf } from "../account/margin.ts";
import type { Command } from "../exchange/command.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { referencePrice } from "../order/check.ts";
import { type Instrument, specificationOf } from "../world/instrument.ts";
import { PROFILES } from "../world/venue.ts";
import { announceFault } from "./announcement.ts";
import { type FaultBox, sizeOf } from "./box.ts";
import type { FaultName } from "./catalogue.ts";
import { at, type Plan, type Step, unplanned } from "./step.ts";

/** Whom it concerns; null lets the draw decide, among what is held if anything is. */
export interface Aim {
  readonly account: string | null;
  readonly symbol: string | null;
}

const STEPS = 10;
const FALLING = "USDC";
/** The price goes this much beyond what it takes. */
const OVERSHOOT = 1.02;
const SHOCK_MAX = 2;

/** The faults that are commands at one venue. */
export function planFault(state: ExchangeState, box: FaultBox, name: FaultName, aim: Aim): Plan {
  const account = accountOf(state, aim);
  if (account === undefined) return unplanned("No such account.");
  const instrument = instrumentOf(state, box, name, account, aim);
  if (instrument === undefined) return unplanned("No such symbol.");
  switch (name) {
    case "leverage-changed":
      return changeLeverage(state, box, account, instrument);
    case "position-mode-changed":
      return changeMode(state, account);
    case "manual-trade":
      return tradeByHand(state, box, account, instrument);
    case "liquidation":
      return squeeze(state, account, aim);
    case "mark-skew":
      return skew(state, box, instrument);
    case "deleveraged":
      return deleverage(state, account, aim);
    case "delisting":
    case "interval-change":
    case "cap-change":
    case "multiplier-change":
      return announceFault(state, box, name, instrument);
    default:
      return unplanned(`${name} is no command.`);
  }
}

/** The faults of prices, which are common to all venues: the same coin moves everywhere. */
export function planCommon(state: ExchangeState, name: FaultName, coin: string): Plan {
  if (name === "depeg") return depeg(state);
  if (name === "coin-depeg") return coinDepeg(state);
  const instrument = state.world.instruments.find((each) => each.coin === coin);
  if (instrument === undefined) return unplanned(`${coin} is not listed here.`);
  const { symbol } = instrument.futures;
  const move = (logReturn: number): Command => ({ kind: "shock", venueTimeMs: state.nowMs, symbol, logReturn });
  const slowly = (logReturn: number, fromMinute: number): Step[] =>
    Array.from({ length: STEPS }, (_, step) => at((fromMinute + step) * MINUTE_MS, move(logReturn / STEPS)));
  if (name === "rally") return { ok: true, steps: slowly(Math.log(1.4), 0), says: `${coin} +40 %` };
  if (name !== "wick") return unplanned(`${name} is no price.`);
  return { ok: true, steps: [at(0, move(Math.log(0.4))), ...slowly(-Math.log(0.4), 1)], says: `${coin} −60 %` };
}

function depeg(state: ExchangeState): Plan {
  if (PROFILES[state.world.venue].quoteAsset === "USD") return unplanned("Prices here are in dollars.");
  const shift = (afterMinutes: number, from: number, to: number): Step =>
    at(afterMinutes * MINUTE_MS, {
      kind: "shift-prices",
      venueTimeMs: state.nowMs,
      logReturn: Math.log(from / to),
    });
  const steps = [shift(0, 1, 0.97), shift(10, 0.97, 0.65), shift(20, 0.65, 0.97), shift(60, 0.97, 1)];
  return { ok: true, steps, says: "the stable coin at 0.97, then 0.65" };
}

/** As in March 2023: one dollar coin falls over hours and comes back, and what prices are counted in stands. */
function coinDepeg(state: ExchangeState): Plan {
  if (!state.dollars.coinLogs.has(FALLING)) return unplanned(`${FALLING} is not quoted here.`);
  const shift = (afterMinutes: number, from: number, to: number): Step =>
    at(afterMinutes * MINUTE_MS, {
      kind: "shift-dollar",
      venueTimeMs: state.nowMs,
      coin: FALLING,
      logReturn: Math.log(to / from),
    });
  const steps = [shift(0, 1, 0.97), shift(10, 0.97, 0.88), shift(120, 0.88, 1)];
  return { ok: true, steps, says: `${FALLING} at 0.97, then 0.88` };
}

function accountOf(state: ExchangeState, { account }: Aim): Account | undefined {
  if (account !== null) return state.accounts.get(account);
  const all = [...state.accounts.values()];
  return all.find(({ positions }) => positions.size > 0) ?? all[0];
}

function instrumentOf(
  state: ExchangeState,
  box: FaultBox,
  name: FaultName,
  account: Account,
  { symbol }: Aim,
): Instrument | undefined {
  const { instruments } = state.world;
  if (symbol !== null) {
    return instruments.find((each) => each.futures.symbol === symbol || each.spot.symbol === symbol);
  }
  const held = [...account.positions.keys()];
  const draw = sizeOf(box, name, 0, 0, 1);
  return instruments[held[Math.floor(draw * held.length)] ?? Math.floor(draw * instruments.length)];
}

function changeLeverage(state: ExchangeState, box: FaultBox, account: Account, instrument: Instrument): Plan {
  const { symbol } = instrument.futures;
  const before = leverageOf(account, instrument.index);
  const drawn = 1 + Math.floor(sizeOf(box, "leverage-changed", 1, 0, 10));
  const leverage = drawn >= before ? drawn + 1 : drawn;
  return {
    ok: true,
    steps: [at(0, { kind: "set-leverage", venueTimeMs: state.nowMs, account: account.name, symbol, leverage })],
    says: `${symbol} from ${before} to ${leverage}`,
  };
}

const changeMode = (state: ExchangeState, account: Account): Plan => ({
  ok: true,
  steps: [
    at(0, {
      kind: "set-position-mode",
      venueTimeMs: state.nowMs,
      account: account.name,
      hedge: !account.hedgeMode,
    }),
  ],
  says: account.hedgeMode ? "one-way mode" : "hedge mode",
});

/** What a person would trade: a few times the least the venue takes. */
function tradeByHand(state: ExchangeState, box: FaultBox, account: Account, instrument: Instrument): Plan {
  const market = PROFILES[state.world.venue].listings.includes("futures") ? "futures" : "spot";
  const specification = specificationOf(instrument, market);
  const { symbol, step, quantityScale, priceScale } = specification;
  const price = referencePrice(state, instrument, market) / 10 ** priceScale;
  const least = (Number(specification.notionalMin) / 1e18 / price) * 10 ** quantityScale;
  const quantity = Math.ceil((least * 3) / step) * step;
  const side = market === "spot" || sizeOf(box, "manual-trade", 1, 0, 1) < 0.5 ? "BUY" : "SELL";
  const text = (quantity / 10 ** quantityScale).toFixed(quantityScale);
  const mark = Math.floor(sizeOf(box, "manual-trade", 2, 0, 2 ** 31)).toString(36);
  return {
    ok: true,
    steps: [
      at(0, {
        kind: "place",
        venueTimeMs: state.nowMs,
        account: account.name,
        market,
        symbol,
        side,
        type: "MARKET",
        timeInForce: "GTC",
        quantity: text,
        price: null,
        clientOrderId: `web_${mark}`,
        reduceOnly: false,
        positionSide: "BOTH",
      }),
    ],
    says: `${side} ${text} ${symbol} by hand`,
  };
}

/** The position that needs the least, or the one that is named. */
function squeeze(state: ExchangeState, account: Account, { symbol }: Aim): Plan {
  let found: { readonly symbol: string; readonly logReturn: number } | null = null;
  for (const position of account.positions.values()) {
    const instrument = state.world.instruments[position.instrument];
    if (instrument === undefined || (symbol !== null && instrument.futures.symbol !== symbol)) continue;
    const logReturn = distanceOf(state, account, position) * OVERSHOOT;
    if (Math.abs(logReturn) > SHOCK_MAX) continue;
    if (found === null || Math.abs(logReturn) < Math.abs(found.logReturn)) {
      found = { symbol: instrument.futures.symbol, logReturn };
    }
  }
  if (found === null) return unplanned("No position here can be driven to its liquidation.");
  return {
    ok: true,
    steps: [at(0, { kind: "shock", venueTimeMs: state.nowMs, ...found })],
    says: `${found.symbol} beyond its liquidation price`,
  };
}

function distanceOf(state: ExchangeState, account: Account, position: Position): number {
  const price = Number(liquidationPrice(state, account, position));
  const mark = markOf(state, position.instrument) / 10 ** MARK_SCALE;
  return price > 0 && mark > 0 ? Math.log(price / mark) : Number.POSITIVE_INFINITY;
}

function skew(state: ExchangeState, box: FaultBox, instrument: Instrument): Plan {
  const { symbol } = instrument.futures;
  const fraction = sizeOf(box, "mark-skew", 1, 0, 1) < 0.5 ? -0.05 : 0.05;
  return {
    ok: true,
    steps: [at(0, { kind: "skew-mark", venueTimeMs: state.nowMs, symbol, fraction })],
    says: `${symbol} mark ${fraction < 0 ? "−" : "+"}5 %`,
  };
}

function deleverage(state: ExchangeState, account: Account, { symbol: wanted }: Aim): Plan {
  const symbols = [...account.positions.keys()].map((index) => state.world.instruments[index]?.futures.symbol);
  const symbol = symbols.find((each) => wanted === null || each === wanted);
  if (symbol === undefined) return unplanned("No position here can be deleveraged.");
  return {
    ok: true,
    steps: [
      at(0, {
        kind: "deleverage",
        venueTimeMs: state.nowMs,
        account: account.name,
        symbol,
        share: 1 / 3,
        price: null,
      }),
    ],
    says: `a third of ${symbol}`,
  };
}

/** How long after its hour the next settlement is paid. */
export const fundingDelaySeconds = (box: FaultBox): number => Math.floor(sizeOf(box, "funding-late", 0, 1, 60));
/** How long an income row stays unseen, in wall time. */
export const incomeDelayMs = (box: FaultBox): number => Math.round(sizeOf(box, "income-late", 0, 5, 120) * SECOND_MS);
/** How long queries do not find an order, in wall time: one in twenty much longer. */
export function invisibleMs(box: FaultBox): number {
  const long = sizeOf(box, "order-invisible", 1, 0, 1) < 0.05;
  return Math.round((long ? 600 : sizeOf(box, "order-invisible", 0, 1, 120)) * SECOND_MS);
}
