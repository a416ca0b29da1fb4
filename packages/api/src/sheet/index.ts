export { type Books, sheetFromBooks } from "./fromBooks.ts";
export { makeSheet, type SheetSources, type SheetTold } from "./makeSheet.ts";
export type { MarketOf, SheetMarket } from "./market.ts";
