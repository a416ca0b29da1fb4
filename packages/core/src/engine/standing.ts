import type { ColdEvent, VenueFailure } from "../events/index.ts";
import type { VenueId } from "../ids/index.ts";
import { walletKey } from "../ledger/ledger.ts";
import { openPairCountAt } from "../position/portfolio.ts";
import { mantissaToFloat, toFloat } from "../units/index.ts";
import { alert, audit } from "./emit.ts";
import type { EngineState, VenueState } from "./state.ts";

type AccountEvent = Extract<ColdEvent, { kind: "account" }>;
type Unfit = { readonly code: "permissions" | "account-mode" | "auto-earn" | "borrowed"; readonly text: string };

/** How the key and the account are set, asked at the start and hourly: what is not as it must be stops new risk. */
export function checkStanding(state: EngineState, event: AccountEvent, venue: VenueState): void {
  const unfit = unfitOf(event);
  const text = unfit?.text ?? "";
  if (venue.unfit !== text && (unfit !== null || venue.readAt > 0)) {
    const { permissions, positionMode, collateral } = event;
    audit(state, event.venue, "permissions", { permissions, positionMode, collateral, fit: unfit === null });
    if (unfit !== null) alert(state, "CRITICAL", unfit.code, `${event.venue}: ${unfit.text}: no new risk`);
  }
  venue.unfit = text;
  venue.keyRefused = false;
  venue.mayTrade = unfit === null;
  venue.feeAssets = event.feeAssets;
  watchFeeAssets(state, event);
}

/** Nothing can be read, hedged or closed there until the key is right again; the other venues go on. */
export function tellKeyRefused(
  state: EngineState,
  id: VenueId,
  venue: VenueState,
  { code, message }: VenueFailure,
): void {
  venue.unfit = `the key is not taken (${code}: ${message})`;
  venue.mayTrade = false;
  if (venue.keyRefused) return;
  venue.keyRefused = true;
  const pairs = openPairCountAt(state.portfolio, id);
  const unguarded = pairs === 0 ? "none of our pairs stands there" : `${pairs} of our pairs stand there unguarded`;
  audit(state, id, "key-refused", { code, pairs });
  alert(state, "CRITICAL", "key-refused", `${id}: ${venue.unfit}: no new risk there, ${unguarded}; the others go on`);
}

function unfitOf({ permissions, positionMode, collateral, autoEarn, obstacles }: AccountEvent): Unfit | null {
  if (permissions !== "trade") return { code: "permissions", text: `the key is ${permissions}` };
  if (positionMode !== "one-way") return { code: "account-mode", text: "positions are counted in hedge mode" };
  // Everything the account owns would stand behind one short: its margin is not the one this program reckons with.
  if (collateral === "multi-assets") return { code: "account-mode", text: "multi-assets mode is on" };
  if (autoEarn.length > 0)
    return { code: "auto-earn", text: `the venue moves ${autoEarn.join(", ")} into its savings by itself` };
  return obstacles[0] ?? null;
}

/** Without the discount coin the next fee comes out of what was bought, or costs more: said before it runs out. */
function watchFeeAssets(state: EngineState, event: AccountEvent): void {
  const least = state.config.risk.feeAssetQuoteMin;
  for (const { wallet, asset } of event.feeAssets) {
    const price = priceOf(state, event.venue, asset);
    if (price === null) continue;
    const held = event.balances.find((balance) => balance.wallet === wallet && balance.asset === asset);
    const worth = held === undefined ? 0 : toFloat(held.total) * price;
    const key = `fee-asset/${walletKey(event.venue, wallet, asset)}`;
    if (worth >= least) {
      state.alarmed.delete(key);
      continue;
    }
    if (state.alarmed.has(key)) continue;
    state.alarmed.add(key);
    const text = `${event.venue}: ${asset} for fees in the ${wallet} wallet is worth ${worth.toFixed(2)} USDT, floor ${least} USDT`;
    alert(state, "WARNING", "fee-asset-low", text);
  }
}

/** The bid of the coin's own spot market, where there is one and it was seen. */
function priceOf(state: EngineState, venue: AccountEvent["venue"], coin: string): number | null {
  for (const instrument of state.market.instruments) {
    if (instrument?.venue !== venue || instrument.kind !== "spot" || instrument.base !== coin) continue;
    const bid = state.market.columns.bidPrice[instrument.index] ?? 0;
    return bid > 0 ? mantissaToFloat(bid, instrument.priceScale) : null;
  }
  return null;
}
