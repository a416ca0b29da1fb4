export { type CookieStanding, createRestHandler, type RestOptions } from "./handler.ts";
export { openApiDocument } from "./openApi.ts";
