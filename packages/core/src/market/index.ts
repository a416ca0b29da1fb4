export * from "./columns.ts";
export * from "./depth.ts";
export * from "./funding.ts";
export * from "./instrument.ts";
export * from "./price-band.ts";
export * from "./tops.ts";
export * from "./volatility.ts";
