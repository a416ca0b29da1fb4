import { leverageOf } from "../../../account/account.ts";
import type { Command } from "../../../exchange/command.ts";
import { body, ERRORS, type Outcome, refuse, rejectionError, type Told } from "../reply.ts";
import { instrumentOf, type RouteContext, type Routes, signed, textOf } from "../request.ts";
import { modeText } from "./position.ts";
import { riskTiers } from "./risk.ts";
import { sideAsked, sidesOf } from "./side.ts";

const { parameter, symbol: badSymbol, side: badSide } = ERRORS.futures;

/** A command whose answer is already known if it succeeds. */
const command = (asked: Command, told: () => unknown): Outcome => ({
  kind: "commands",
  commands: [asked],
  tell: ([applied]): Told => {
    if (applied === undefined) return refuse(ERRORS.broken);
    return applied.result.ok ? body(told()) : refuse(rejectionError(applied.result.error, "futures"));
  },
});

const MODES: readonly string[] = ["CROSS", "ISOLATED"];

/** A contract has one leverage here, whatever its margin mode and its side. */
function leverages(context: RouteContext): Outcome {
  const { account, params } = context;
  const instrument = instrumentOf(context, "futures", params.get("symbol"));
  if (instrument === null) return refuse(badSymbol);
  const mgnMode = params.get("mgnMode") || modeText(account, instrument.index);
  if (!MODES.includes(mgnMode)) return refuse(parameter("mgnMode"));
  const { symbol } = instrument.futures;
  const lever = String(leverageOf(account, instrument.index));
  return body(sidesOf(account).map((posSide) => ({ symbol, lever, mgnMode, posSide })));
}

function setLeverage(context: RouteContext): Outcome {
  const { state, account } = context;
  const text = (name: string) => textOf(context.body, name);
  const instrument = instrumentOf(context, "futures", text("symbol"));
  if (instrument === null) return refuse(parameter("symbol"));
  const [mgnMode, posSide] = [text("mgnMode").toUpperCase(), sideAsked(account, text("posSide"))];
  if (!MODES.includes(mgnMode)) return refuse(parameter("mgnMode"));
  if (posSide === null) return refuse(badSide);
  if (!/^\d{1,3}$/.test(text("lever"))) return refuse(parameter("lever"));
  const leverage = Number(text("lever"));
  const { symbol } = instrument.futures;
  return command({ kind: "set-leverage", venueTimeMs: state.nowMs, account: account.name, symbol, leverage }, () => ({
    lever: String(leverage),
    symbol,
    mgnMode,
    posSide,
  }));
}

/** Asking for the mode there is changes nothing and is no error. */
function setMode({ state, account, body: asked }: RouteContext): Outcome {
  const mode = textOf(asked, "posMode").toUpperCase();
  if (mode !== "HEDGE" && mode !== "ONE_WAY") return refuse(parameter("posMode"));
  const hedge = mode === "HEDGE";
  if (account.hedgeMode === hedge) return body({});
  return command({ kind: "set-position-mode", venueTimeMs: state.nowMs, account: account.name, hedge }, () => ({}));
}

function adjustMargin(context: RouteContext): Outcome {
  const { state, account } = context;
  const text = (name: string) => textOf(context.body, name);
  const instrument = instrumentOf(context, "futures", text("symbol"));
  if (instrument === null) return refuse(parameter("symbol"));
  const [amt, type, posSide] = [text("amt"), text("type").toUpperCase(), sideAsked(account, text("posSide"))];
  if (!/^\d{1,15}(\.\d{1,18})?$/.test(amt)) return refuse(parameter("amt"));
  if (type !== "ADD" && type !== "REDUCE") return refuse(parameter("type"));
  if (posSide === null) return refuse(badSide);
  const { symbol } = instrument.futures;
  const amount = type === "ADD" ? amt : `-${amt}`;
  const common = { kind: "adjust-margin", venueTimeMs: state.nowMs, account: account.name, symbol, amount } as const;
  return command({ ...common, positionSide: posSide }, () => ({
    amt,
    lever: String(leverageOf(account, instrument.index)),
    symbol,
    posSide,
    type,
  }));
}

function riskLimit(context: RouteContext): Outcome {
  const { state, account, params } = context;
  const instrument = instrumentOf(context, "futures", params.get("symbol"));
  if (instrument === null) return refuse(badSymbol);
  const mgnMode = params.get("mgnMode") || modeText(account, instrument.index);
  if (!MODES.includes(mgnMode)) return refuse(parameter("mgnMode"));
  const held = leverageOf(account, instrument.index);
  // The tier that the leverage allows: the last one whose own is not lower.
  const tier = riskTiers(state, instrument).findLast(({ maxLever }) => Number(maxLever) >= held);
  const { symbol } = instrument.futures;
  return body(tier === undefined ? [] : sidesOf(account).map((posSide) => ({ symbol, mgnMode, posSide, ...tier })));
}

export const FUTURES_SETTING_ROUTES: Routes = {
  "GET /v3/position/leverages": signed("futures-trade", 10, leverages),
  "POST /v3/position/leverage": signed("futures-trade", 10, setLeverage),
  "GET /v3/position/mode": signed("futures-trade", 10, ({ account }) =>
    body({ posMode: account.hedgeMode ? "HEDGE" : "ONE_WAY" }),
  ),
  "POST /v3/position/mode": signed("futures-trade", 10, setMode),
  "POST /v3/trade/position/margin": signed("futures-trade", 10, adjustMargin),
  "GET /v3/position/riskLimit": signed("futures-trade", 10, riskLimit),
};
