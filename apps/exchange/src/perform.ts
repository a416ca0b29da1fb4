import type { Dispatched, Reply } from "@evenkeel/exchange-sim/wire";
import type { Venue } from "./venue.ts";

/** Does what was asked for, all of it in one breath. What it answers may be told when the disk has it. */
export function perform(venue: Venue, dispatched: Dispatched): Reply {
  if (dispatched.kind === "reply") return dispatched.reply;
  return dispatched.finish(dispatched.commands.map((command) => venue.submit(command)));
}
