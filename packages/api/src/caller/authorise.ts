import { ApiError } from "../errors/index.ts";
import { type Caller, type Demand, roleSuffices } from "./caller.ts";

export type KnownCaller = Exclude<Caller, { kind: "anonymous" }>;

/** The only gate of both routers: throws unless the caller meets the demand. */
export function authorise(caller: Caller, demand: Demand): void {
  if (demand === "public") return;
  if (caller.kind === "anonymous") throw new ApiError("UNAUTHENTICATED", "sign in first");
  if (!roleSuffices(caller.role, demand))
    throw new ApiError("FORBIDDEN", `this needs the role ${demand}`, { needed: demand, role: caller.role });
}
