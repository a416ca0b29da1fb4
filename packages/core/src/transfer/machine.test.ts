import { describe, expect, it } from "vitest";
import type { TransferState } from "../events/index.ts";
import { isOver, nextTransferState, type TransferHappening } from "./machine.ts";

describe("the table of a transfer", () => {
  it.each<[string, TransferHappening[], TransferState]>([
    ["is done when the venue says so", ["stored", "confirmed"], "done"],
    ["is over when it was refused", ["stored", "refused"], "refused"],
    ["never leaves when it was not stored", ["not-stored"], "abandoned"],
    ["never leaves when the lease was not ours", ["withheld"], "abandoned"],
    ["of a lost reply is done when its row shows", ["stored", "reply-lost", "shown"], "done"],
    ["of a lost reply is absent when no read shows it", ["stored", "reply-lost", "proven-absent"], "absent"],
    ["of margin is overtaken by a later read", ["stored", "reply-lost", "read-anew"], "overtaken"],
    ["found after a restart is unknown, sent or not", ["recovered"], "unknown"],
    ["found after a second restart still is", ["stored", "recovered", "recovered"], "unknown"],
    ["may be confirmed late", ["stored", "reply-lost", "confirmed"], "done"],
  ])("%s", (_, happenings, end) => {
    let state: TransferState | null = "intended";
    for (const happening of happenings) state = state === null ? null : nextTransferState(state, happening);
    expect(state).toBe(end);
    expect(isOver(end)).toBe(end !== "unknown");
  });

  it.each<[TransferState, TransferHappening]>([
    ["intended", "confirmed"],
    ["sending", "shown"],
    ["sending", "proven-absent"],
    ["done", "reply-lost"],
    ["refused", "stored"],
    ["absent", "shown"],
  ])("%s knows no %s", (state, happening) => expect(nextTransferState(state, happening)).toBe(null));
});
