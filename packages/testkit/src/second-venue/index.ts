export { createSecondVenue } from "./adapter.ts";
export type { SecondVenueOptions } from "./session.ts";
export { SECOND_VENUE } from "./translate.ts";
export { createSecondWire, type Fault, SECOND_PASSWORD, type SecondWire } from "./wire.ts";
