import type { Caller } from "../caller/caller.ts";
import type { LiveEvents } from "../events/live.ts";
import type { CallRecord } from "../request/index.ts";
import type { EngineDoor } from "./door.ts";
import type { LiveOverview } from "./live.ts";

export type EngineContext = {
  readonly caller: Caller;
  /** Of the request, or of the one that opened the socket. */
  readonly requestId: string;
  readonly told?: ((record: CallRecord) => void) | undefined;
  readonly door: EngineDoor;
  readonly live: LiveOverview;
  readonly events: LiveEvents;
  /** Throws unless the session or key stands at this moment; asks the store. */
  readonly assertCurrent: () => Promise<void>;
  /**
   * Throws STEP_UP_REQUIRED unless this person proved a moment ago that it is them. An API key never can; the owner at
   * the machine's own command line always did. Never asked for what only stops or reduces.
   */
  readonly assertSteppedUp: () => Promise<void>;
  /** Bytes queued to this client and not taken by its network yet. */
  readonly backlogBytes: () => number;
  /** Counts this connection's open subscriptions; throws TOO_MANY past the limit. Call the answer to give back. */
  readonly takeSubscription: () => () => void;
};
