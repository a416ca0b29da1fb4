import type { Dispatched, Reply } from "@evenkeel/exchange-sim/wire";
import { submit } from "./fault/layer.ts";
import type { Station } from "./station.ts";

/** Does what was asked for, all of it in one breath. What it answers may be told when the disk has it. */
export function perform({ faults }: Station, dispatched: Dispatched): Reply {
  if (dispatched.kind === "reply") return dispatched.reply;
  return dispatched.finish(dispatched.commands.map((command) => submit(faults, command)));
}
