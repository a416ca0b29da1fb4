import type { Market } from "../../world/instrument.ts";
import { body, ERRORS, type Outcome, refuse } from "./reply.ts";
import type { Route, RouteContext, Routes } from "./request.ts";

const signed = (market: Market, handle: Route["handle"], more: Partial<Route> = {}): Route => ({
  security: "signed",
  weight: market === "futures" ? 30 : 1,
  market,
  handle,
  ...more,
});

/** Whether commissions are paid in BNB: one switch for contracts, one for spot. */
function change({ state, account, params }: RouteContext, market: Market, name: string, done: object): Outcome {
  const asked = params.get(name)?.toLowerCase();
  if (asked !== "true" && asked !== "false") return refuse(ERRORS.badParameter(name));
  return {
    kind: "command",
    market,
    command: {
      kind: "set-fee-discount",
      venueTimeMs: state.nowMs,
      account: account.name,
      market,
      on: asked === "true",
    },
    answer: () => done,
  };
}

/** Margin loans do not exist here, and so no interest on them to be paid in BNB. */
const spotAnswer = (on: boolean) => ({ spotBNBBurn: on, interestBNBBurn: false });

export const FUTURES_FEE_BURN_ROUTES: Routes = {
  "GET /fapi/v1/feeBurn": signed("futures", ({ account }) => body({ feeBurn: account.feeDiscount.futures })),
  "POST /fapi/v1/feeBurn": signed(
    "futures",
    (context) => change(context, "futures", "feeBurn", { code: 200, msg: "success" }),
    { weight: 1, required: ["feeBurn"] },
  ),
};

export const SPOT_FEE_BURN_ROUTES: Routes = {
  "GET /sapi/v1/bnbBurn": signed("spot", ({ account }) => body(spotAnswer(account.feeDiscount.spot))),
  "POST /sapi/v1/bnbBurn": signed(
    "spot",
    (context) =>
      change(context, "spot", "spotBNBBurn", spotAnswer(context.params.get("spotBNBBurn")?.toLowerCase() === "true")),
    { required: ["spotBNBBurn"] },
  ),
};
