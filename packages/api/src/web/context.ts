import type { Caller } from "../caller/caller.ts";
import type { CallRecord } from "../request/index.ts";
import type { Accounts } from "./accounts.ts";
import type { Ended } from "./resolveSession.ts";
import type { Sealer } from "./sealer.ts";

export type WebContext = {
  readonly accounts: Accounts;
  readonly sealer: Sealer;
  readonly caller: Caller;
  /** Why the session of this very cookie stands no more; null where it stands or there is none. */
  readonly ended: Ended | null;
  /** Signs the engine's tokens; shared with the engine. */
  readonly engineSecret: string;
  /** Where the request came from, as far as it can be trusted; "direct" where it cannot. */
  readonly address: string;
  readonly requestId: string;
  readonly told?: ((record: CallRecord) => void) | undefined;
  readonly nowMs: number;
};

export type UserContext = Omit<WebContext, "caller"> & { readonly caller: Extract<Caller, { kind: "user" }> };
