import { FUTURES_ROUTES } from "./futures/routes.ts";
import type { Family, Route, Routes } from "./request.ts";
import { SPOT_ROUTES } from "./spot/routes.ts";

/** ccxt asks for coin-margined markets unless told not to; this venue lists none. */
const COIN_ROUTES: Routes = {
  "GET /dapi/v1/exchangeInfo": {
    security: "none",
    weight: 1,
    market: "futures",
    handle: () => ({ kind: "body", body: '{"timezone":"UTC","rateLimits":[],"exchangeFilters":[],"symbols":[]}' }),
  },
};

const ROUTES: Readonly<Record<Family, Routes>> = { spot: SPOT_ROUTES, futures: FUTURES_ROUTES, coin: COIN_ROUTES };

export const findRoute = (family: Family, name: string): Route | undefined =>
  Object.hasOwn(ROUTES[family], name) ? ROUTES[family][name] : undefined;

/** Every address there is ("GET /api/v3/time"), by family: for whoever has to try them all. */
export const routeNames = (): readonly (readonly [family: Family, route: string, security: Route["security"]])[] =>
  (Object.keys(ROUTES) as Family[]).flatMap((family) =>
    Object.entries(ROUTES[family]).map(([route, { security }]) => [family, route, security] as const),
  );
