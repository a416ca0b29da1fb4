export { type AcceptRefusal, acceptRefusal } from "./accept.ts";
export * from "./settlement.ts";
