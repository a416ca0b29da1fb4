import type { Command } from "../../../exchange/command.ts";
import { openOrdersOf } from "../../../order/cancel.ts";
import { openConditionalsOf } from "../../../order/waiting.ts";
import { type Market, specificationOf } from "../../../world/instrument.ts";
import { quoteAssetOf } from "../../../world/world.ts";
import { mayOrder } from "../../keys.ts";
import { answer, ERRORS, type Outcome, refuse } from "../reply.ts";
import { categoryOf, instrumentOf, marketOf, type RouteContext, textOf } from "../request.ts";
import { named } from "./order.ts";

type Kind = "cancel-all" | "cancel-all-conditionals";

/** Without a filter contracts end whatever there is, spot only what is in the book. */
function kindsOf(market: Market, filter: string | null): readonly Kind[] {
  if (filter === null) return market === "spot" ? ["cancel-all"] : ["cancel-all", "cancel-all-conditionals"];
  if (filter === "Order" || filter === "OpenOrder") return ["cancel-all"];
  return filter === "StopOrder" || filter === "tpslOrder" ? ["cancel-all-conditionals"] : [];
}

/** The symbols on which there is something to cancel. */
function symbolsOf(context: RouteContext, market: Market, kind: Kind, index: number | null): readonly string[] {
  const { state, account, params } = context;
  const baseCoin = textOf(params, "baseCoin");
  const open =
    kind === "cancel-all"
      ? openOrdersOf(state, account, market, index)
      : openConditionalsOf(state, account, market, index);
  const symbols = new Set<string>();
  for (const { instrument } of open) {
    const each = state.world.instruments[instrument];
    if (each === undefined) continue;
    const { symbol, baseAsset } = specificationOf(each, market);
    if (baseCoin === null || baseAsset === baseCoin) symbols.add(symbol);
  }
  return [...symbols];
}

/** Spot needs no name; contracts are cancelled by symbol, or by the coin that is theirs. */
export function cancelAll(context: RouteContext): Outcome {
  const { state, account, params, restrictions, wallMs } = context;
  const category = categoryOf(params);
  if (!category.ok) return refuse(category.error);
  const market = marketOf(category.value);
  if (market === null) return answer({ list: [], success: "1" });
  if (!mayOrder(restrictions, market, wallMs)) return refuse(ERRORS.permission);
  const has = (name: string): boolean => textOf(params, name) !== null;
  const instrument = has("symbol") ? instrumentOf(context, market) : null;
  if (instrument !== null && !instrument.ok) return refuse(instrument.error);
  if (market === "futures" && !has("symbol") && !has("settleCoin") && !has("baseCoin")) {
    return refuse(ERRORS.request("symbol, baseCoin or settleCoin is required"));
  }
  const settles = (textOf(params, "settleCoin") ?? quoteAssetOf(state.world)) === quoteAssetOf(state.world);
  const kinds = settles ? kindsOf(market, textOf(params, "orderFilter")) : [];
  const commands: Command[] = kinds.flatMap((kind) =>
    symbolsOf(context, market, kind, instrument?.value.index ?? null).map((symbol) => ({
      kind,
      venueTimeMs: state.nowMs,
      account: account.name,
      market,
      symbol,
    })),
  );
  return {
    kind: "commands",
    commands,
    finish: (applied) => {
      const list = applied.flatMap(({ result }) => {
        if (!result.ok) return [];
        if (result.value.kind === "orders") return result.value.orders.map(named);
        return result.value.kind === "conditionals" ? result.value.conditionals.map(named) : [];
      });
      return answer({ list, success: "1" });
    },
  };
}
