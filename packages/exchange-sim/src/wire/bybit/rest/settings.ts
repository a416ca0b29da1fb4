import { leverageOf } from "../../../account/account.ts";
import type { Command } from "../../../exchange/command.ts";
import { mayOrder } from "../../keys.ts";
import { answer, ERRORS, type Outcome, refuse, rejectionError } from "../reply.ts";
import { categoryOf, instrumentOf, integerOf, type RouteContext, type Routes, signed, textOf } from "../request.ts";
import { closedPnl } from "./closed-pnl.ts";
import { positionList, positionRow } from "./position.ts";
import { positionSideOf } from "./where.ts";

/** One command whose success is this result. */
const done = (command: Command, result: () => unknown = () => ({})): Outcome => ({
  kind: "commands",
  commands: [command],
  finish: ([applied]) => {
    if (applied === undefined) return refuse(ERRORS.server);
    return applied.result.ok ? answer(result()) : refuse(rejectionError(applied.result.error, "futures"));
  },
});

const mayTrade = ({ restrictions, wallMs }: RouteContext): boolean => mayOrder(restrictions, "futures", wallMs);

function setLeverage(context: RouteContext): Outcome {
  const { state, account, params } = context;
  if (!mayTrade(context)) return refuse(ERRORS.permission);
  const category = categoryOf(params);
  if (!category.ok || category.value !== "linear") return refuse(ERRORS.category);
  const instrument = instrumentOf(context, "futures");
  if (!instrument.ok) return refuse(instrument.error);
  const buy = textOf(params, "buyLeverage");
  if (buy === null || buy !== textOf(params, "sellLeverage")) {
    return refuse(ERRORS.request("buy leverage is not equal to sell leverage"));
  }
  if (!/^\d{1,3}(\.0{1,2})?$/.test(buy)) return refuse(ERRORS.request("leverage invalid"));
  if (leverageOf(account, instrument.value.index) === Number(buy)) return refuse(ERRORS.leverageUnchanged);
  const { symbol } = instrument.value.futures;
  return done({
    kind: "set-leverage",
    venueTimeMs: state.nowMs,
    account: account.name,
    symbol,
    leverage: Number(buy),
  });
}

const MODES: Readonly<Record<string, "ISOLATED" | "CROSSED">> = {
  ISOLATED_MARGIN: "ISOLATED",
  REGULAR_MARGIN: "CROSSED",
};

/** The account's own. A refusal names its reasons in the result. */
function setMarginMode(context: RouteContext): Outcome {
  const { state, account, params } = context;
  if (!mayTrade(context)) return refuse(ERRORS.permission);
  const name = textOf(params, "setMarginMode") ?? "";
  if (name === "PORTFOLIO_MARGIN") {
    const reasons = [{ reasonCode: "3400000", reasonMsg: "Portfolio margin is not available" }];
    return refuse({ status: 200, code: 3400045, message: "Set margin mode failed", result: { reasons } });
  }
  const marginType = Object.hasOwn(MODES, name) ? MODES[name] : undefined;
  if (marginType === undefined) return refuse(ERRORS.parameter("setMarginMode"));
  return {
    kind: "commands",
    commands: [{ kind: "set-margin-mode", venueTimeMs: state.nowMs, account: account.name, marginType }],
    finish: ([applied]) => {
      if (applied === undefined) return refuse(ERRORS.server);
      if (applied.result.ok) return answer({ reasons: [] });
      const error = rejectionError(applied.result.error, "futures");
      if (error.code !== 3400045) return refuse(error);
      const held = applied.result.error.reason === "margin-type-open-position" ? "position" : "open order";
      const reasons = [{ reasonCode: "3400000", reasonMsg: `There is an existing ${held}` }];
      return refuse({ ...error, result: { reasons } });
    },
  };
}

/** The exchange knows one mode for the account; a symbol or a coin may be named all the same. */
function switchMode(context: RouteContext): Outcome {
  const { state, account, params } = context;
  if (!mayTrade(context)) return refuse(ERRORS.permission);
  const category = categoryOf(params);
  if (!category.ok || category.value !== "linear") return refuse(ERRORS.category);
  if (textOf(params, "symbol") !== null) {
    const instrument = instrumentOf(context, "futures");
    if (!instrument.ok) return refuse(instrument.error);
  } else if (textOf(params, "coin") === null) return refuse(ERRORS.request("symbol or coin is required"));
  const mode = integerOf(params, "mode");
  if (!mode.ok || (mode.value !== 0 && mode.value !== 3)) return refuse(ERRORS.parameter("mode"));
  const hedge = mode.value === 3;
  return done({ kind: "set-position-mode", venueTimeMs: state.nowMs, account: account.name, hedge });
}

function addMargin(context: RouteContext): Outcome {
  const { state, account, params } = context;
  if (!mayTrade(context)) return refuse(ERRORS.permission);
  const category = categoryOf(params);
  if (!category.ok || category.value !== "linear") return refuse(ERRORS.category);
  const instrument = instrumentOf(context, "futures");
  if (!instrument.ok) return refuse(instrument.error);
  const amount = textOf(params, "margin");
  if (amount === null) return refuse(ERRORS.parameter("margin"));
  const positionSide = positionSideOf(params);
  if (positionSide === null) return refuse(ERRORS.parameter("positionIdx"));
  const { symbol } = instrument.value.futures;
  const common = { venueTimeMs: state.nowMs, account: account.name, symbol };
  return done({ kind: "adjust-margin", ...common, amount, positionSide }, () => ({
    category: category.value,
    ...marginRow(positionRow(state, account, instrument.value, positionSide)),
  }));
}

const MARGIN_FIELDS = [
  "symbol",
  "positionIdx",
  "riskId",
  "riskLimitValue",
  "size",
  "positionValue",
  "avgPrice",
  "liqPrice",
  "bustPrice",
  "markPrice",
  "leverage",
  "autoAddMargin",
  "positionStatus",
  "positionIM",
  "positionMM",
  "unrealisedPnl",
  "cumRealisedPnl",
  "stopLoss",
  "takeProfit",
  "trailingStop",
  "createdTime",
  "updatedTime",
] as const;

const marginRow = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(MARGIN_FIELDS.map((name) => [name, row[name]]));

export const POSITION_ROUTES: Routes = {
  "GET /v5/position/list": signed(50, positionList),
  "GET /v5/position/closed-pnl": signed(50, closedPnl),
  "POST /v5/position/set-leverage": signed(10, setLeverage),
  "POST /v5/position/switch-mode": signed(10, switchMode),
  "POST /v5/position/switch-isolated": signed(10, () => refuse(ERRORS.unifiedOnly)),
  "POST /v5/position/add-margin": signed(10, addMargin),
  "POST /v5/account/set-margin-mode": signed(5, setMarginMode),
};
