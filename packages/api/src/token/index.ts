export * from "./ownerToken.ts";
export * from "./token.ts";
