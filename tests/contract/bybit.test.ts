import { createBybit } from "@evenkeel/venues/bybit";
import { venueContract } from "./contract.ts";
import { openOverTheWire } from "./over-the-wire.ts";
import { BYBIT_MANNERS } from "./proxy.ts";

/** The contract sends and asks far more often than an engine does. */
const LIMITS = { requestsMax: 6_000, endpointFactor: 20, connectionsMax: 500 };

venueContract("bybit over the wire", () =>
  openOverTheWire({
    settings: { venues: ["bybit"], wire: { bybitLimits: LIMITS } },
    manners: BYBIT_MANNERS,
    create: createBybit,
  }),
);
