import { ApiError } from "../errors/index.ts";
import { type Caller, type Demand, groupOf, roleSuffices } from "./caller.ts";

export type KnownCaller = Exclude<Caller, { kind: "anonymous" }>;

/** The only gate of both routers: throws unless the caller meets the demand of the procedure at `path`. */
export function authorise(caller: Caller, demand: Demand, path: string): void {
  if (demand === "public") return;
  if (caller.kind === "anonymous") throw new ApiError("UNAUTHENTICATED", "sign in first");
  if (!roleSuffices(caller.role, demand))
    throw new ApiError("FORBIDDEN", `this needs the role ${demand}`, { needed: demand, role: caller.role });
  if (caller.kind !== "apiKey" || caller.only === null || caller.only.includes(groupOf(path))) return;
  const only = caller.only.join(", ");
  throw new ApiError("FORBIDDEN", `this key is for ${only} only`, { needed: groupOf(path), only });
}
