import { walletKey } from "../ledger/ledger.ts";
import type { Instrument } from "../market/instrument.ts";
import { perpetualLegs } from "../position/leg.ts";
import type { Leg, Pair } from "../position/pair.ts";
import { instrumentAt } from "../position/situation.ts";
import {
  AMOUNT_SCALE,
  type Amount,
  amount,
  divideUp,
  formatAmount,
  HOUR_MS,
  notional,
  type Price,
  pow10,
  type Quantity,
  ZERO,
} from "../units/index.ts";
import { alert } from "./emit.ts";
import { legDistancePercent } from "./exit.ts";
import type { EngineState } from "./state.ts";
import { moveMoney, transferAt } from "./transfer.ts";

/** No venue moves finer parts of a quote. */
const CENT = amount("0.01");
/** Less changes nothing worth a request. */
const LEAST = amount("1");
const BPS = 10_000n;

/**
 * DFT-5, POS-6: a perpetual whose liquidation has come near gets margin from what is free at its own venue: of its
 * wallet, and of the spot wallet where that is another one. Never from another venue: what is missing then is called
 * for with its amount and the time there is, and the floor shrinks both legs. Says whether money is on its way now;
 * what nobody knows the fate of is waited for by nobody.
 */
export function topUp(state: EngineState, pair: Pair): boolean {
  let moving = false;
  for (const leg of perpetualLegs(pair)) {
    const distance = legDistancePercent(state, leg);
    if (distance === null || distance >= state.config.risk.liquidationTransferPercent) continue;
    if (transferAt(state, leg.venue) === undefined) topUpLeg(state, pair, leg, distance);
    const transfer = transferAt(state, leg.venue);
    moving ||= transfer !== undefined && transfer.state !== "unknown";
  }
  return moving;
}

function topUpLeg(state: EngineState, pair: Pair, leg: Leg, distance: number): void {
  const market = instrumentAt(state.market, leg);
  const { venue, wallet, settle } = market;
  const needed = missingMargin(state, leg, market);
  const free = freeIn(state, market, wallet);
  const beside = wallet === "futures" ? freeIn(state, market, "spot") : ZERO;
  if (free + beside < needed) callForMoney(state, pair, market, (needed - free - beside) as Amount, distance);
  if (state.wallNowMs < (state.venues.get(venue)?.transferNotBefore ?? 0)) return;
  const common = { venue, asset: settle, plan: pair.plan };
  if (free < needed && beside >= LEAST) {
    const missing = least((needed - free) as Amount, beside);
    moveMoney(state, { ...common, amount: missing, from: "spot", to: { kind: "wallet", wallet } });
    return;
  }
  const added = least(needed, free);
  if (added < LEAST) return;
  moveMoney(state, { ...common, amount: added, from: wallet, to: { kind: "position", instrument: market.index } });
}

const least = (one: Amount, other: Amount): Amount => (one < other ? one : other);

/** As the venue told it, in whole cents. */
function freeIn(state: EngineState, { venue, settle }: Instrument, wallet: Instrument["wallet"]): Amount {
  const free = state.venues.get(venue)?.free.get(walletKey(venue, wallet, settle)) ?? ZERO;
  return (free > 0n ? free - (free % CENT) : 0n) as Amount;
}

/** What moves an isolated liquidation price out to where the warning begins: its way, once for every coin held. */
function missingMargin(state: EngineState, leg: Leg, market: Instrument): Amount {
  const mark = state.market.columns.markPrice[leg.instrument] ?? 0;
  const liquidation = state.venues.get(leg.venue)?.positions.get(leg.instrument)?.liquidationPrice ?? 0;
  const short = leg.held < 0n;
  const away = (mark * state.config.risk.liquidationWarnPercent) / 100;
  const wayTicks = Math.ceil(short ? mark + away - liquidation : liquidation - (mark - away));
  const way = notional(Math.max(0, wayTicks) as Price, market.priceScale, 1 as Quantity, 0);
  const held = short ? -leg.held : leg.held;
  const { maintenanceMarginBps } = market;
  // Either way rounded to where more is needed.
  const rate = short ? BPS + BigInt(Math.ceil(maintenanceMarginBps)) : BPS - BigInt(Math.floor(maintenanceMarginBps));
  const parts = held * way * rate;
  return (divideUp(parts, BPS * pow10(AMOUNT_SCALE) * CENT) * CENT) as Amount;
}

function callForMoney(state: EngineState, pair: Pair, market: Instrument, missing: Amount, distance: number): void {
  const key = `margin-needed/${pair.plan}`;
  if (state.alarmed.has(key)) return;
  state.alarmed.add(key);
  const { liquidationShrinkPercent } = state.config.risk;
  const text = `${pair.base}: liquidation ${distance.toFixed(1)} % away and not enough money at ${market.venue}: ${formatAmount(missing)} ${market.settle} more in the ${market.wallet} wallet there keep the pair whole, ${deadline(state, market, distance)}; at ${liquidationShrinkPercent} % both legs shrink`;
  alert(state, "CRITICAL", "margin-needed", text);
}

/** When a usual move of this market would have reached the floor. */
function deadline(state: EngineState, market: Instrument, distance: number): string {
  const daily = state.market.columns.varianceDaily[market.index] ?? 0;
  const way = Math.max(0, distance - state.config.risk.liquidationShrinkPercent) / 100;
  const hours = ((way * way) / daily) * 24;
  if (!Number.isFinite(hours) || way === 0) return "at once";
  const at = new Date(state.venueNowMs + hours * HOUR_MS).toISOString().slice(0, 16);
  return `by ${at} UTC`;
}
