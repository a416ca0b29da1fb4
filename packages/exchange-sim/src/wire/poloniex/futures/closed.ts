import { type Amount, divideDown, formatDecimal } from "@evenkeel/core/units";
import { type Account, marginTypeOf } from "../../../account/account.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import type { PositionSide, Trade } from "../../../order/order.ts";
import type { Instrument } from "../../../world/instrument.ts";
import { contractsText } from "../contract.ts";
import { money } from "../format.ts";
import { type PageNames, pageAsked, pageOf } from "../page.ts";
import { body, ERRORS, type Outcome, refuse } from "../reply.ts";
import { instrumentOf, type RouteContext } from "../request.ts";

/** A position from its first fill to the one that closed it. */
interface ClosedPosition {
  /** Of the fill that closed it. */
  readonly id: number;
  readonly instrument: Instrument;
  readonly side: PositionSide;
  readonly long: boolean;
  readonly quantity: number;
  readonly openQuote: bigint;
  readonly closeQuote: bigint;
  readonly profit: bigint;
  readonly fee: bigint;
  readonly openedMs: number;
  readonly closedMs: number;
}

interface Running {
  quantity: number;
  opened: number;
  openQuote: bigint;
  closeQuote: bigint;
  profit: bigint;
  fee: bigint;
  openedMs: number;
}

const begin = (timeMs: number): Running => ({
  quantity: 0,
  opened: 0,
  openQuote: 0n,
  closeQuote: 0n,
  profit: 0n,
  fee: 0n,
  openedMs: timeMs,
});

const partOf = (value: Amount, part: number, whole: number): bigint => (value * BigInt(part)) / BigInt(whole);

/** The exchange forgets a position that is closed; its fills still tell it. What a fill that turns the side pays is divided. */
function closedIn(instrument: Instrument, trades: readonly Trade[]): ClosedPosition[] {
  const closed: ClosedPosition[] = [];
  let running: Running | null = null;
  for (const trade of trades) {
    const direction = trade.side === "BUY" ? 1 : -1;
    running ??= begin(trade.timeMs);
    const closes: number = running.quantity * direction < 0 ? Math.min(Math.abs(running.quantity), trade.quantity) : 0;
    const opens = trade.quantity - closes;
    if (closes > 0) {
      running.closeQuote += partOf(trade.quote, closes, trade.quantity);
      running.fee += partOf(trade.commission, closes, trade.quantity);
      running.profit += trade.realizedPnl;
      const long = running.quantity > 0;
      running.quantity += direction * closes;
      if (running.quantity === 0) {
        const { opened, openQuote, closeQuote, profit, fee, openedMs } = running;
        closed.push({
          id: trade.id,
          instrument,
          side: trade.positionSide,
          long,
          quantity: opened,
          openQuote,
          closeQuote,
          profit,
          fee,
          openedMs,
          closedMs: trade.timeMs,
        });
        running = opens > 0 ? begin(trade.timeMs) : null;
      }
    }
    if (opens > 0 && running !== null) {
      running.quantity += direction * opens;
      running.opened += opens;
      running.openQuote += partOf(trade.quote, opens, trade.quantity);
      running.fee += partOf(trade.commission, opens, trade.quantity);
    }
  }
  return closed;
}

function closedPositions(state: ExchangeState, account: Account): ClosedPosition[] {
  const trades = new Map<string, Trade[]>();
  for (const trade of account.futuresTrades) {
    const position = `${trade.instrument}:${trade.positionSide}`;
    const known = trades.get(position);
    if (known === undefined) trades.set(position, [trade]);
    else known.push(trade);
  }
  const closed: ClosedPosition[] = [];
  for (const rows of trades.values()) {
    const instrument = state.world.instruments[rows[0]?.instrument ?? -1];
    if (instrument !== undefined) closed.push(...closedIn(instrument, rows));
  }
  return closed.sort((a, b) => a.id - b.id);
}

function averageOf({ instrument, quantity }: ClosedPosition, quote: bigint): string {
  const shift = 10n ** BigInt(instrument.futures.quantityScale + 8);
  return formatDecimal(divideDown(quote * shift, BigInt(quantity) * 10n ** 18n), 8);
}

/** At a settlement funding is paid before anything is filled: who opens at that moment pays none, who closes pays. */
function fundingOf(account: Account, position: ClosedPosition): bigint {
  let sum = 0n;
  for (const row of account.income) {
    if (row.type !== "FUNDING_FEE" || row.symbol !== position.instrument.futures.symbol) continue;
    if (row.timeMs > position.openedMs && row.timeMs <= position.closedMs) sum += row.amount;
  }
  return sum;
}

const PAGE: PageNames = {
  start: "sTime",
  end: "eTime",
  direction: "direct",
  back: "PREV",
  forwardUsual: true,
  limitUsual: 10,
  limitMax: 100,
};

export function positionHistory(context: RouteContext): Outcome {
  const { state, account, params } = context;
  const symbol = params.get("symbol") ?? "";
  const asked = symbol === "" ? null : instrumentOf(context, "futures", symbol);
  if (symbol !== "" && asked === null) return refuse(ERRORS.futures.symbol);
  const page = pageAsked(params, PAGE);
  if (typeof page === "string") return refuse(ERRORS.futures.parameter(page));
  const [mode, side] = [params.get("mgnMode") ?? "", params.get("posSide") ?? ""];
  const modeOf = ({ instrument }: ClosedPosition) =>
    marginTypeOf(account, instrument.index) === "ISOLATED" ? "ISOLATED" : "CROSS";
  const rows = closedPositions(state, account).filter(
    (row) =>
      (asked === null || row.instrument === asked) &&
      (mode === "" || modeOf(row) === mode) &&
      (side === "" || side === row.side),
  );
  return body(
    pageOf(rows, (row) => row.closedMs, page).map((row) => ({
      id: String(row.id),
      symbol: row.instrument.futures.symbol,
      side: row.long ? "BUY" : "SELL",
      mgnMode: modeOf(row),
      posSide: row.side,
      openAvgPx: averageOf(row, row.openQuote),
      closeAvgPx: averageOf(row, row.closeQuote),
      qty: "0",
      closedQty: contractsText(row.instrument.futures, row.long || row.side === "SHORT" ? row.quantity : -row.quantity),
      availQty: "0",
      pnl: money(row.profit),
      fee: money(-row.fee),
      fFee: money(fundingOf(account, row)),
      state: "NORMAL",
      cTime: String(row.openedMs),
      uTime: String(row.closedMs),
    })),
  );
}
