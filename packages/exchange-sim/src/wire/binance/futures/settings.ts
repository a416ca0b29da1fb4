import { formatAmount } from "@evenkeel/core/units";
import { leverageOf, marginTypeOf } from "../../../account/account.ts";
import { money } from "../format.ts";
import { body, ERRORS, type Outcome, refuse } from "../reply.ts";
import { integerOf, type Route, type RouteContext, type Routes } from "../request.ts";
import { LISTEN_KEY_LIFE_MS, liveListenKey, openListenKey } from "../session.ts";

const signed = (weight: number, handle: Route["handle"], more: Partial<Route> = {}): Route => ({
  security: "signed",
  weight,
  market: "futures",
  handle,
  ...more,
});
const keyed = (handle: Route["handle"]): Route => ({ security: "key", weight: 1, market: "futures", handle });

function leverage({ state, account, params, instrument }: RouteContext): Outcome {
  if (instrument === null) return refuse(ERRORS.badSymbol);
  const { symbol } = instrument.futures;
  return {
    kind: "command",
    market: "futures",
    command: {
      kind: "set-leverage",
      venueTimeMs: state.nowMs,
      account: account.name,
      symbol,
      leverage: integerOf(params, "leverage") ?? 0,
    },
    answer: (answer) =>
      answer.kind === "leverage" && {
        symbol,
        leverage: answer.leverage,
        maxNotionalValue: formatAmount(answer.notionalMax),
      },
  };
}

const DONE = { code: 200, msg: "success" };

function marginType({ state, account, params, instrument }: RouteContext): Outcome {
  const asked = params.get("marginType")?.toUpperCase();
  if (instrument === null) return refuse(ERRORS.badSymbol);
  if (asked !== "ISOLATED" && asked !== "CROSSED") return refuse(ERRORS.badParameter("marginType"));
  return {
    kind: "command",
    market: "futures",
    command: {
      kind: "set-margin-type",
      venueTimeMs: state.nowMs,
      account: account.name,
      symbol: instrument.futures.symbol,
      marginType: asked,
    },
    answer: () => DONE,
  };
}

function positionMode({ state, account, params }: RouteContext): Outcome {
  const asked = params.get("dualSidePosition")?.toLowerCase();
  if (asked !== "true" && asked !== "false") return refuse(ERRORS.badParameter("dualSidePosition"));
  return {
    kind: "command",
    market: "futures",
    command: {
      kind: "set-position-mode",
      venueTimeMs: state.nowMs,
      account: account.name,
      hedge: asked === "true",
    },
    answer: () => DONE,
  };
}

/** Type 1 adds, type 2 takes back. */
function positionMargin({ state, account, params, instrument }: RouteContext): Outcome {
  const type = params.get("type");
  const amount = params.get("amount") ?? "";
  if (instrument === null) return refuse(ERRORS.badSymbol);
  if (type !== "1" && type !== "2") return refuse(ERRORS.badParameter("type"));
  if (!/^\d+(\.\d+)?$/.test(amount)) return refuse(ERRORS.badParameter("amount"));
  return {
    kind: "command",
    market: "futures",
    command: {
      kind: "adjust-margin",
      venueTimeMs: state.nowMs,
      account: account.name,
      symbol: instrument.futures.symbol,
      amount: type === "1" ? amount : `-${amount}`,
    },
    answer: () => ({
      amount: Number(amount),
      code: 200,
      msg: "Successfully modify position margin.",
      type: Number(type),
    }),
  };
}

function leverageBracket({ state, instrument }: RouteContext): Outcome {
  const print = (each: (typeof state.world.instruments)[number]) => ({
    symbol: each.futures.symbol,
    notionalCoef: 1,
    brackets: each.brackets.map((bracket, k) => ({
      bracket: k + 1,
      initialLeverage: bracket.leverageMax,
      notionalCap: Number(formatAmount(bracket.cap)),
      notionalFloor: Number(formatAmount(bracket.floor)),
      maintMarginRatio: bracket.maintenancePpm / 1e6,
      cum: Number(formatAmount(bracket.deduction)),
    })),
  });
  return body(instrument === null ? state.world.instruments.map(print) : [print(instrument)]);
}

function commissionRate({ account, instrument }: RouteContext): Outcome {
  return body({
    symbol: instrument?.futures.symbol,
    makerCommissionRate: (account.fees.futuresMakerPpm / 1e6).toFixed(6),
    takerCommissionRate: (account.fees.futuresTakerPpm / 1e6).toFixed(6),
  });
}

function symbolConfig({ state, account, instrument }: RouteContext): Outcome {
  const shown = instrument === null ? state.world.instruments : [instrument];
  return body(
    shown.map((each) => {
      const chosen = leverageOf(account, each.index);
      return {
        symbol: each.futures.symbol,
        marginType: marginTypeOf(account, each.index),
        isAutoAddMargin: false,
        leverage: chosen,
        maxNotionalValue: money(each.brackets.findLast((bracket) => bracket.leverageMax >= chosen)?.cap ?? 0n),
      };
    }),
  );
}

const accountConfig = ({ account }: RouteContext): Outcome =>
  body({
    feeTier: account.feeTier,
    canTrade: true,
    canDeposit: true,
    canWithdraw: false,
    dualSidePosition: account.hedgeMode,
    updateTime: 0,
    multiAssetsMargin: false,
    tradeGroupId: -1,
  });

function openKey({ session, account, wallMs }: RouteContext): Outcome {
  return body({ listenKey: openListenKey(session, account.name, wallMs) });
}

function extendKey({ session, account, wallMs }: RouteContext): Outcome {
  const entry = [...session.listenKeys].find(([, each]) => each.account === account.name);
  if (entry === undefined || liveListenKey(session, entry[0], wallMs) === null) return refuse(ERRORS.badListenKey);
  entry[1].expiresMs = wallMs + LISTEN_KEY_LIFE_MS;
  return body({ listenKey: entry[0] });
}

function closeKey({ session, account }: RouteContext): Outcome {
  for (const [key, each] of session.listenKeys) if (each.account === account.name) session.listenKeys.delete(key);
  return body({});
}

export const FUTURES_SETTING_ROUTES: Routes = {
  "POST /fapi/v1/leverage": signed(1, leverage, { symbol: "required", required: ["leverage"], integers: ["leverage"] }),
  "POST /fapi/v1/marginType": signed(1, marginType, { symbol: "required", required: ["marginType"] }),
  "POST /fapi/v1/positionMargin": signed(1, positionMargin, { symbol: "required", required: ["amount", "type"] }),
  "POST /fapi/v1/positionSide/dual": signed(1, positionMode, { required: ["dualSidePosition"] }),
  "GET /fapi/v1/positionSide/dual": signed(30, ({ account }) => body({ dualSidePosition: account.hedgeMode })),
  "GET /fapi/v1/multiAssetsMargin": signed(30, () => body({ multiAssetsMargin: false })),
  "GET /fapi/v1/leverageBracket": signed(1, leverageBracket, { symbol: "optional" }),
  "GET /fapi/v1/commissionRate": signed(20, commissionRate, { symbol: "required" }),
  "GET /fapi/v1/symbolConfig": signed(5, symbolConfig, { symbol: "optional" }),
  "GET /fapi/v1/accountConfig": signed(5, accountConfig),
  "POST /fapi/v1/listenKey": keyed(openKey),
  "PUT /fapi/v1/listenKey": keyed(extendKey),
  "DELETE /fapi/v1/listenKey": keyed(closeKey),
};
