export * from "./intent.ts";
