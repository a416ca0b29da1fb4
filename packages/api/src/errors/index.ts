export * from "./code.ts";
export { HTTP_STATUS, toApiError, toTransportError } from "./map.ts";
export { type ErrorData, formatError } from "./shape.ts";
