import { describe, expect, test } from "vitest";
import type { Caller } from "../../caller/caller.ts";
import { ApiError, toApiError } from "../../errors/index.ts";
import { createLiveEvents } from "../../events/live.ts";
import { createFakeDoor } from "../../testing/index.ts";
import type { EngineContext } from "../context.ts";
import { createLive } from "../live.ts";
import { engineRouter } from "../router.ts";

const NOW_MS = 1_800_000_000_000;
const user = (role: "viewer" | "operator" | "admin"): Caller => ({
  kind: "user",
  id: role,
  role,
  sessionId: "s1",
  sessionVersion: 1,
});
const owner: Caller = { kind: "owner", id: "ada", role: "admin" };
const key: Caller = { kind: "apiKey", id: "k1", role: "admin", only: null };

/** One engine behind callers of every kind; who has proved who they are is said by hand. */
function house() {
  const door = createFakeDoor({ nowMs: () => NOW_MS });
  const live = createLive({ door, streamId: "t", report: () => undefined });
  const events = createLiveEvents({ door, streamId: "t", nowMs: () => NOW_MS, report: () => undefined });
  const asked: string[] = [];
  const as = (caller: Caller, proved: boolean) => {
    const context: EngineContext = {
      caller,
      requestId: "config-request",
      door,
      live,
      events,
      assertCurrent: async () => void asked.push("current"),
      assertSteppedUp: async () => {
        asked.push("stepped-up");
        if (caller.kind === "apiKey") throw new ApiError("FORBIDDEN", "an API key cannot do this");
        if (!proved && caller.kind === "user") throw new ApiError("STEP_UP_REQUIRED", "confirm that it is you");
      },
      backlogBytes: () => 0,
      takeSubscription: () => () => undefined,
    };
    return engineRouter.createCaller(context).config;
  };
  return { as, asked, door };
}

async function ended(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "done";
  } catch (error) {
    return toApiError(error).code;
  }
}

const TIGHTER = { size: { pairsMax: 3 } };
const LOOSER = { size: { pairsMax: 7 } };

describe("who may move what", () => {
  test.each<[who: string, caller: Caller, proved: boolean, tighten: string, loosen: string]>([
    ["a viewer", user("viewer"), true, "FORBIDDEN", "FORBIDDEN"],
    ["an operator", user("operator"), true, "done", "FORBIDDEN"],
    ["an admin", user("admin"), false, "done", "STEP_UP_REQUIRED"],
    ["an admin who proved it", user("admin"), true, "done", "done"],
    ["an admin's key", key, true, "done", "FORBIDDEN"],
    ["the owner", owner, false, "done", "done"],
  ])("%s", async (_, caller, proved, tighten, loosen) => {
    const { as } = house();
    const config = as(caller, proved);
    expect(await ended(config.change({ id: "change-0001", base: 1, patch: LOOSER }))).toBe(loosen);
    const base = loosen === "done" ? 2 : 1;
    expect(await ended(config.change({ id: "change-0002", base, patch: TIGHTER }))).toBe(tighten);
  });

  test("a revert that loosens is a loosening", async () => {
    const { as, asked } = house();
    await as(owner, true).change({ id: "change-0001", base: 1, patch: TIGHTER });
    expect(await ended(as(user("operator"), true).revert({ id: "revert-0001", base: 2, version: 1 }))).toBe(
      "FORBIDDEN",
    );
    expect(await ended(as(user("admin"), false).revert({ id: "revert-0002", base: 2, version: 1 }))).toBe(
      "STEP_UP_REQUIRED",
    );
    expect(await ended(as(user("admin"), true).revert({ id: "revert-0003", base: 2, version: 1 }))).toBe("done");
    expect(asked.filter((each) => each === "current")).toHaveLength(4);
  });
});

describe("a change", () => {
  test("is in the history with its author, its reason and what moved", async () => {
    const { as } = house();
    const config = as(user("operator"), false);
    const receipt = await config.change({ id: "change-0001", base: 1, patch: TIGHTER, reason: "  quiet week " });
    expect(receipt).toMatchObject({ kind: "change-config", state: "done", authorId: "operator" });
    expect(await config.history({ limit: 1 })).toEqual([
      {
        version: 2,
        atMs: NOW_MS,
        author: { kind: "user", id: "operator", role: "operator" },
        authorName: null,
        reason: "quiet week",
        changes: [{ path: "size.pairsMax", from: 5, to: 3, tendency: "tighten" }],
      },
    ]);
    expect((await config.get()).config.size.pairsMax).toBe(3);
  });

  test("on a version that runs no more is refused, also one that does not run yet", async () => {
    const { as, door } = house();
    const config = as(owner, true);
    await config.change({ id: "change-0001", base: 1, patch: TIGHTER });
    expect(await ended(config.change({ id: "change-0002", base: 1, patch: TIGHTER }))).toBe("CONFIG_CHANGED");
    expect(await ended(config.change({ id: "change-0003", base: 3, patch: TIGHTER }))).toBe("CONFIG_CHANGED");
    expect(door.submitted).toHaveLength(1);
  });

  test.each<[name: string, patch: unknown, code: string]>([
    ["no object", 3, "INVALID_INPUT"],
    ["a list", [], "INVALID_INPUT"],
    ["too much", { size: { pairsMax: "x".repeat(9_000) } }, "INVALID_INPUT"],
    ["an unknown key", { size: { nothing: 3 } }, "CONFIG_REFUSED"],
    ["a prototype", JSON.parse('{"__proto__":{"pairsMax":3}}'), "CONFIG_REFUSED"],
  ])("that is %s is refused before the engine hears of it", async (_, patch, code) => {
    const { as, door } = house();
    expect(await ended(as(owner, true).change({ id: "change-0001", base: 1, patch: patch as never }))).toBe(code);
    expect(door.submitted).toEqual([]);
  });

  test("to a version that never was is not found", async () => {
    const { as } = house();
    expect(await ended(as(owner, true).revert({ id: "revert-0001", base: 1, version: 9 }))).toBe("NOT_FOUND");
  });
});

describe("a preview", () => {
  test("says what would move and has no effect", async () => {
    const { as, door } = house();
    const config = as(user("viewer"), false);
    expect(await config.preview({ patch: LOOSER, base: 1 })).toMatchObject({
      kind: "possible",
      loosens: true,
      changes: [{ path: "size.pairsMax", from: 5, to: 7, tendency: "loosen" }],
    });
    expect(await config.preview({ version: 1 })).toMatchObject({ kind: "possible", changes: [] });
    expect(await config.preview({ patch: LOOSER, base: 2 })).toEqual({ kind: "stale", running: 1 });
    expect(door.submitted).toEqual([]);
  });
});
