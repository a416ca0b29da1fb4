import type { Caller } from "../caller/caller.ts";
import type { Accounts } from "./accounts.ts";

export type WebContext = {
  readonly accounts: Accounts;
  readonly caller: Caller;
  /** Signs the engine's tokens; shared with the engine. */
  readonly engineSecret: string;
  /** Where the request came from, as far as it can be trusted; "direct" where it cannot. */
  readonly address: string;
  readonly nowMs: number;
};
