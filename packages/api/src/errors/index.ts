export * from "./code.ts";
export { toApiError, toTransportError } from "./map.ts";
export { type ErrorData, formatError } from "./shape.ts";
