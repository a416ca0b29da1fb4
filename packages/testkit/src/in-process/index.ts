export * from "./answers.ts";
export * from "./catalogue.ts";
export * from "./venue.ts";
