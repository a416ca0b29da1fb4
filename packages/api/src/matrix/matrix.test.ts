import { describe, expect, test } from "vitest";
import { ANONYMOUS, type Caller, type Demand, ROLES, roleSuffices } from "../caller/caller.ts";
import type { EngineContext } from "../engine/context.ts";
import { createLive } from "../engine/live.ts";
import { engineRouter, PROCEDURE_GROUPS } from "../engine/router.ts";
import { toApiError } from "../errors/index.ts";
import { createLiveEvents } from "../events/live.ts";
import { createFakeDoor, createMemoryAccounts, openSealer } from "../testing/index.ts";
import type { WebContext } from "../web/context.ts";
import { webRouter } from "../web/router.ts";

/**
 * Nothing here is listed by hand: every procedure of both routers is found, its demand read from it, and called
 * by each kind of caller. A procedure without a demand, or one that runs for somebody below it, fails.
 */
const NOW_MS = 1_800_000_000_000;

type Procedure = { readonly _def: { readonly meta?: { readonly demand?: Demand }; readonly type: string } };
const proceduresOf = (router: { readonly _def: { readonly procedures: object } }): [path: string, Procedure][] =>
  Object.entries(router._def.procedures);

const callers: readonly (readonly [name: string, caller: Caller])[] = [
  ["no session", ANONYMOUS],
  ...ROLES.map((role): [string, Caller] => [
    role,
    { kind: "user", id: "u1", role, sessionId: "s1", sessionVersion: 1 },
  ]),
  ["the owner", { kind: "owner", id: "ada", role: "admin" }],
  ...ROLES.flatMap((role): [string, Caller][] => [
    [`key of a ${role}`, { kind: "apiKey", id: "k1", role, only: null }],
    [`key of a ${role} for the deck only`, { kind: "apiKey", id: "k1", role, only: ["overview", "positions"] }],
    [`key of a ${role} for commands only`, { kind: "apiKey", id: "k1", role, only: ["commands"] }],
    [`key of a ${role} for nothing there is`, { kind: "apiKey", id: "k1", role, only: ["over"] }],
  ]),
];

const door = createFakeDoor({ nowMs: () => NOW_MS });
const engineContext = (caller: Caller): EngineContext => ({
  caller,
  requestId: "matrix-request",
  door,
  events: createLiveEvents({ door, streamId: "t", nowMs: () => NOW_MS, report: () => undefined }),
  live: createLive({ door, streamId: "t", report: () => undefined }),
  assertCurrent: async () => undefined,
  assertSteppedUp: async () => undefined,
  backlogBytes: () => 0,
  takeSubscription: () => () => undefined,
});
const webContext = (caller: Caller): WebContext => ({
  caller,
  accounts: createMemoryAccounts(),
  sealer: openSealer,
  ended: null,
  engineSecret: "a-secret-of-at-least-thirty-two-bytes",
  address: "direct",
  requestId: "matrix-request",
  nowMs: NOW_MS,
});

/** What the call ended with; "ran" for anything that got past the gate, refused input included. */
async function callAs(call: () => unknown): Promise<string> {
  try {
    await call();
    return "ran";
  } catch (error) {
    const { code } = toApiError(error);
    return code === "UNAUTHENTICATED" || code === "FORBIDDEN" ? code : "ran";
  }
}

function expected(demand: Demand, caller: Caller, router: "engine" | "web", path: string): string {
  if (demand === "public") return "ran";
  if (caller.kind === "anonymous") return "UNAUTHENTICATED";
  if (router === "web" && caller.kind !== "user") return "FORBIDDEN";
  if (
    caller.kind === "apiKey" &&
    caller.only !== null &&
    !caller.only.some((group) => `${path}.`.startsWith(`${group}.`))
  )
    return "FORBIDDEN";
  return roleSuffices(caller.role, demand) ? "ran" : "FORBIDDEN";
}

const engine = {
  name: "engine" as const,
  procedures: proceduresOf(engineRouter),
  caller: (who: Caller) => engineRouter.createCaller(engineContext(who)),
};
const routers = [
  engine,
  {
    name: "web" as const,
    procedures: proceduresOf(webRouter),
    caller: (who: Caller) => webRouter.createCaller(webContext(who)),
  },
];

const at = (root: unknown, path: string): (() => unknown) =>
  path.split(".").reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], root) as () => unknown;

describe.each(routers)("$name router", ({ name, procedures, caller }) => {
  test("has procedures, each with a demand", () => {
    expect(procedures.length).toBeGreaterThan(10);
    expect(procedures.filter(([, procedure]) => procedure._def.meta?.demand === undefined)).toEqual([]);
  });

  const cases = procedures.flatMap(([path, procedure]) =>
    callers.map(([who, as]) => ({ path, who, as, demand: procedure._def.meta?.demand ?? "admin" })),
  );
  test.each(cases)("$path for $who", async ({ path, as, demand }) => {
    expect(await callAs(() => at(caller(as), path)())).toBe(expected(demand, as, name, path));
  });
});

test("a key can be narrowed to every group of the engine's procedures and to nothing else", () => {
  const tops = engine.procedures.map(([path]) => path.replace(/\..*$/, ""));
  expect(PROCEDURE_GROUPS).toEqual([...new Set(tops)]);
  expect(PROCEDURE_GROUPS).toContain("commands");
});

test("only the opening of the house is public", () => {
  const open = routers.flatMap(({ name, procedures }) =>
    procedures.filter(([, procedure]) => procedure._def.meta?.demand === "public").map(([path]) => `${name}.${path}`),
  );
  expect(open).toEqual(["web.setup.status", "web.setup.createAdmin"]);
});
