import { expect, test } from "vitest";
import { ask, desk, json } from "../desk.test-data.ts";
import { differences, exampleOf } from "./shape.test-data.ts";

interface Listed {
  readonly filters: readonly { readonly filterType: string }[];
}

interface Info {
  readonly symbols: readonly Listed[];
}

/** Every filter under its name, so that each is held against its own example and one that is missing is told. */
const byName = (info: Info) => ({
  ...info,
  symbols: info.symbols.map((symbol) => ({
    ...symbol,
    filters: Object.fromEntries(symbol.filters.map((filter) => [filter.filterType, filter])),
  })),
});

const FUTURES = [
  // The page prints the list of order types under a name that neither the venue nor any client knows.
  ".symbols[].OrderType is missing",
  ".symbols[].orderTypes is not documented",
  // The venue sends these; the page does not show them.
  ".futuresType is not documented",
  ".symbols[].maxMoveOrderLimit is not documented",
  ".symbols[].permissionSets is not documented",
  // No contract here is filed under a theme.
  ".symbols[].underlyingSubType[] is empty",
];

/** All filters are optional. These are of what this market does not have: see `icebergAllowed` and its like. */
const NO_FILTERS = [
  "ICEBERG_PARTS",
  "MAX_NUM_ALGO_ORDERS",
  "MAX_NUM_ICEBERG_ORDERS",
  "MAX_NUM_ORDER_AMENDS",
  "MAX_NUM_ORDER_LISTS",
  "MAX_POSITION",
  "TRAILING_DELTA",
  // Older than PERCENT_PRICE_BY_SIDE and NOTIONAL, which stand in their places.
  "MIN_NOTIONAL",
  "PERCENT_PRICE",
];
const SPOT = [
  ...NO_FILTERS.map((name) => `.symbols[].filters.${name} is missing`),
  // Present only where orders are routed over several books.
  ".sors is missing",
];

test.each([
  ["futures", "/fapi/v1/exchangeInfo", FUTURES],
  ["spot", "/api/v3/exchangeInfo", SPOT],
] as const)("%s: every symbol and every filter is shaped as documented", (market, path, known) => {
  const served: Info = json(ask(desk(), market, "GET", path));
  const documented = exampleOf("exchange-info", market) as Info;
  expect(differences(byName(documented), byName(served)).toSorted()).toEqual([...known].toSorted());
});
