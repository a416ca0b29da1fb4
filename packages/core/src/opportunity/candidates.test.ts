import { describe, expect, it } from "vitest";
import { asset, instrumentIndex } from "../ids/index.ts";
import { applyCatalogue, createMarket } from "../market/columns.ts";
import type { Instrument } from "../market/instrument.ts";
import { OTHER, perpetualMarket, spotMarket, VENUE } from "../test/world.ts";
import { candidateOf, carryOf, matchCandidates, SPREAD, spreadOf } from "./candidates.ts";

const at = (index: number, instrument: Instrument): Instrument => ({ ...instrument, index: instrumentIndex(index) });

function match(...instruments: Instrument[]) {
  const market = createMarket();
  applyCatalogue(
    market,
    VENUE,
    instruments.map((each, index) => at(index, each)),
  );
  const candidates = matchCandidates(market);
  const legs = Array.from({ length: candidates.count }, (_, each) => [
    candidates.strategy[each] === SPREAD ? "spread" : "carry",
    candidates.long[each],
    candidates.short[each],
  ]);
  return { candidates, legs, market };
}

describe("what hedges what", () => {
  it("a carry stands on one venue, a spread on two, both ways round", () => {
    const { legs } = match(
      spotMarket(),
      perpetualMarket(),
      spotMarket({ venue: OTHER }),
      perpetualMarket({ venue: OTHER }),
    );
    expect(legs).toEqual([
      ["carry", 0, 1],
      ["carry", 2, 3],
      ["spread", 3, 1],
      ["spread", 1, 3],
    ]);
  });
  it.each<[string, Partial<Instrument>]>([
    ["another coin", { base: asset("BBB") }],
    ["another settlement currency", { settle: asset("USDC"), quote: asset("USDC") }],
    ["a contract that settles in its coin", { settle: asset("AAA") }],
  ])("never with %s", (_, different) => {
    expect(match(perpetualMarket(), perpetualMarket({ venue: OTHER, ...different })).legs).toEqual([]);
  });
  it("a perpetual without a spot of its venue still hedges another venue's", () => {
    expect(match(perpetualMarket(), perpetualMarket({ venue: OTHER })).legs).toEqual([
      ["spread", 1, 0],
      ["spread", 0, 1],
    ]);
  });
  it("every instrument lists its candidates, its carry first", () => {
    const { candidates } = match(spotMarket(), perpetualMarket(), perpetualMarket({ venue: OTHER }));
    const listed = (instrument: number): number[] => {
      const found: number[] = [];
      for (let link = candidates.firstLink[instrument] ?? -1; link >= 0; link = candidates.nextLink[link] ?? -1)
        found.push(link >> 1);
      return found;
    };
    expect([0, 1, 2].map(listed)).toEqual([[0], [0, 1, 2], [1, 2]]);
    expect([0, 1, 2].map((each) => carryOf(candidates, each))).toEqual([-1, 0, -1]);
    expect(candidateOf(candidates, 1, 2)).toBe(2);
    expect(candidateOf(candidates, 2, 1)).toBe(1);
    expect(candidateOf(candidates, 0, 2)).toBe(-1);
  });
  it("finds a spread by the venue to be long at", () => {
    const { candidates, market } = match(spotMarket(), perpetualMarket(), perpetualMarket({ venue: OTHER }));
    expect(spreadOf(candidates, market, OTHER, 1)).toBe(1);
    expect(spreadOf(candidates, market, VENUE, 2)).toBe(2);
    expect(spreadOf(candidates, market, VENUE, 1)).toBe(-1);
    expect(spreadOf(candidates, market, OTHER, 2)).toBe(-1);
  });
  it("names one route for every combination of wallets", () => {
    const two = [perpetualMarket({ base: asset("BBB") }), spotMarket({ base: asset("BBB") })];
    const { candidates } = match(spotMarket(), perpetualMarket(), ...two, perpetualMarket({ venue: OTHER }));
    expect(candidates.routes.map(({ long, short }) => [long.index, short.index])).toEqual([
      [0, 1],
      [4, 1],
      [1, 4],
    ]);
  });
});
