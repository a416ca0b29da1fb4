import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { groupOf, ROLES, type Role, roleSuffices } from "../caller/caller.ts";
import { demandOf, REST_ROUTES, type RestRoute } from "../rest/routes.ts";
import { ADA } from "../testing/people.ts";
import { type Asking, openRestHouse, type RestHouse } from "../testing/restHouse.ts";

/**
 * Every route of the facade, found and not listed, asked by everybody: with an engine behind it, and with none, because
 * the facade's own gate must hold by itself.
 */
type Who = {
  readonly name: string;
  readonly role: Role | null;
  readonly only: readonly string[] | null;
  /** What is wrong with them, where something is. */
  readonly code: "UNAUTHENTICATED" | "TOKEN_INVALID" | "TOKEN_EXPIRED" | "SESSION_ENDED" | null;
  readonly asking: () => Asking;
};

let house: RestHouse;
const keys = new Map<string, string>();
const byKey = (name: string) => (): Asking => ({ credential: keys.get(name) ?? "" });
const bySession =
  (user: string, sessionVersion = 1) =>
  (): Asking => ({ cookie: { sessionId: `s-${user}`, sessionVersion } });
const USERS: Readonly<Record<Role, string>> = { viewer: "vera", operator: "otto", admin: "ada" };
const nobody = { role: null, only: null } as const;

const EVERYBODY: readonly Who[] = [
  { name: "nobody", ...nobody, code: "UNAUTHENTICATED", asking: () => ({}) },
  { name: "an unknown key", ...nobody, code: "TOKEN_INVALID", asking: () => ({ credential: "ek_unknown" }) },
  { name: "a revoked key", ...nobody, code: "TOKEN_INVALID", asking: byKey("revoked") },
  { name: "an expired key", ...nobody, code: "TOKEN_EXPIRED", asking: byKey("expired") },
  { name: "an ended session", ...nobody, code: "SESSION_ENDED", asking: bySession("ended") },
  { name: "a session of another version", ...nobody, code: "SESSION_ENDED", asking: bySession("ada", 2) },
  ...ROLES.flatMap((role): Who[] => [
    { name: `a key of a ${role}`, role, only: null, code: null, asking: byKey(role) },
    { name: `a session of a ${role}`, role, only: null, code: null, asking: bySession(USERS[role]) },
    {
      name: `a key of a ${role} for positions only`,
      role,
      only: ["positions"],
      code: null,
      asking: byKey(`${role}-positions`),
    },
    {
      name: `a key of a ${role} for commands only`,
      role,
      only: ["commands"],
      code: null,
      asking: byKey(`${role}-commands`),
    },
  ]),
];

beforeAll(async () => {
  house = await openRestHouse();
  for (const role of ROLES) {
    keys.set(role, await house.giveKey({ id: role, role }));
    for (const group of ["positions", "commands"])
      keys.set(`${role}-${group}`, await house.giveKey({ id: `${role}-${group}`, role, only: [group] }));
  }
  keys.set("revoked", await house.giveKey({ id: "revoked", role: "admin" }));
  await house.accounts.revokeApiKey("revoked", Date.now(), ADA);
  keys.set("expired", await house.giveKey({ id: "expired", role: "admin", expiresInDays: 0.000_001 }));
  await house.endSession("ended");
  house.rest();
});
afterAll(() => house.close());

function expected(route: RestRoute, { role, only, code }: Who): string {
  if (code !== null) return code;
  if (only !== null && !only.includes(groupOf(route.procedure))) return "FORBIDDEN";
  const demand = demandOf(route);
  return demand !== "public" && role !== null && roleSuffices(role, demand) ? "ran" : "FORBIDDEN";
}

const WHO = /^(?:UNAUTHENTICATED|TOKEN_INVALID|TOKEN_EXPIRED|SESSION_ENDED|FORBIDDEN)$/;
let asked = 0;

async function ask(route: RestRoute, who: Who): Promise<string> {
  asked += 1;
  house.rest();
  const answer = await house.ask(route.method, route.path.replace("{id}", "ekabcd1234-1"), {
    ...who.asking(),
    headers: { "idempotency-key": `matrix-${asked}` },
  });
  const code = /"code":"([A-Z_]+)"/.exec(answer.text)?.[1] ?? "ran";
  return WHO.test(code) ? code : "ran";
}

const cases = REST_ROUTES.flatMap((route) =>
  EVERYBODY.map((who) => ({ route, who, path: route.path, name: who.name })),
);

describe.each(["with an engine", "without an engine"])("the facade %s", (engine) => {
  beforeAll(async () => {
    if (engine === "without an engine") await house.stopEngine();
  });
  test.each(cases)("$path for $name", async ({ route, who }) => {
    const before = house.door.submitted.length;
    const end = await ask(route, who);
    expect(end).toBe(expected(route, who));
    const submitted = house.door.submitted.length - before;
    expect(end === "ran" ? 0 : submitted).toBe(0);
  });
});

test("there are routes, and each has the demand of a procedure of the engine", () => {
  expect(REST_ROUTES.length).toBeGreaterThan(8);
  expect(REST_ROUTES.filter((route) => !ROLES.some((role) => role === demandOf(route)))).toEqual([]);
});
