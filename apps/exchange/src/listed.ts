import { createWorld, PROFILES, type Recording } from "@evenkeel/exchange-sim";
import type { ExchangeSettings } from "./options.ts";
import { symbolsOf } from "./venue.ts";

/** What dollars are called where an account is described, whatever a venue counts in. */
const DOLLARS = "USDT";

/** One sentence for the first asset of an account that no venue here would know; null when there is none. */
export function assetProblem(settings: ExchangeSettings, recording: Recording | null): string | null {
  const { venues, world, seed, overrides, accounts } = settings;
  const money = venues.flatMap((venue) => [PROFILES[venue].quoteAsset, PROFILES[venue].feeDiscount?.asset]);
  const asked = accounts.flatMap(({ name, spot = {} }) => Object.keys(spot).map((asset) => ({ name, asset })));
  const coins = asked.filter(({ asset }) => asset !== DOLLARS && !money.includes(asset));
  if (coins.length === 0) return null;
  const listed = new Set(
    venues.flatMap((venue) =>
      createWorld(world, seed, symbolsOf(settings, venue), overrides, venue, recording).instruments.map(
        ({ spot }) => spot.baseAsset,
      ),
    ),
  );
  const stranger = coins.find(({ asset }) => !listed.has(asset));
  if (stranger === undefined) return null;
  return `The account ${stranger.name} cannot hold ${stranger.asset}: with these settings no venue lists it.`;
}
