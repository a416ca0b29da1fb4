export * from "./answers.ts";
export * from "./catalogue.ts";
export type { Listings } from "./listings.ts";
export { emptyMark, emptyTop, type MarketData, stamp, type Times } from "./market-data.ts";
export * from "./venue.ts";
