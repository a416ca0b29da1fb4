import { createIdentifier } from "../engine/identify.ts";
import { type EngineServer, serveEngine } from "../engine/serve.ts";
import type { CallRecord } from "../request/index.ts";
import { createRestHandler } from "../rest/handler.ts";
import { apiKeyDirectory } from "../web/apiKeyDirectory.ts";
import { makeApiKey, type NewApiKey } from "../web/newApiKey.ts";
import { resolveSession, type SessionClaim, sessionDirectory } from "../web/resolveSession.ts";
import { createFakeDoor, type FakeDoor } from "./fakeDoor.ts";
import type { FakeScene } from "./fakeRisk.ts";
import { createMemoryAccounts } from "./memoryAccounts.ts";
import { ADA, makeSession, makeUser } from "./people.ts";

const SECRET = "a-secret-of-at-least-thirty-two-bytes";
export const OWN_ORIGIN = "http://localhost:3000";
export const ALLOWED_ORIGIN = "https://desk.example";

export type Answer = { readonly status: number; readonly headers: Headers; readonly text: string };
export type Asking = {
  readonly credential?: string | null;
  /** Whose cookie comes along. */
  readonly cookie?: SessionClaim | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** The facade over a real engine's door, with everybody in memory and a clock that stands until it is moved. */
export async function openRestHouse(scene: FakeScene = "running") {
  const clock = { nowMs: Date.now() };
  const nowMs = (): number => clock.nowMs;
  const accounts = createMemoryAccounts();
  const told: CallRecord[] = [];
  const reported: unknown[] = [];
  const report = (error: unknown): void => void reported.push(error);
  for (const [id, role] of [
    ["vera", "viewer"],
    ["otto", "operator"],
    ["ada", "admin"],
  ] as const) {
    await accounts.createUser(makeUser(id, { role }), ADA);
    await accounts.createSession(makeSession(`s-${id}`, { userId: id }), 10, "password");
  }
  const door: FakeDoor = createFakeDoor({ nowMs, rows: 5, scene });
  const directories = {
    secret: SECRET,
    ownerSecret: null,
    sessions: sessionDirectory(accounts, nowMs),
    apiKeys: apiKeyDirectory(accounts, nowMs, report),
    nowMs,
  };
  let engine: EngineServer | null = await serveEngine({
    ...directories,
    port: 0,
    host: "127.0.0.1",
    door,
    allowedOrigins: [],
    probes: {},
    report,
  });
  const { port } = engine;
  let cookie: SessionClaim | null = null;
  const handle = createRestHandler({
    engineUrl: `http://127.0.0.1:${port}`,
    engineSecret: SECRET,
    origins: { own: OWN_ORIGIN, allowed: [ALLOWED_ORIGIN] },
    identify: createIdentifier(directories),
    session: async () => {
      if (cookie === null) return null;
      const standing = await resolveSession(accounts, cookie, nowMs());
      if (standing.kind === "ended") return standing;
      const { user, session } = standing;
      const { id, role } = user;
      return {
        kind: "standing",
        caller: { kind: "user", id, role, sessionId: session.id, sessionVersion: session.version },
      };
    },
    addressOf: () => "direct",
    told: (record) => told.push(record),
    report,
    nowMs,
  });

  const stopEngine = async (): Promise<void> => {
    await engine?.close();
    engine = null;
  };
  return {
    accounts,
    door,
    told,
    reported,
    /** Every allowance is whole again. */
    rest: () => {
      clock.nowMs += 60_000;
    },
    async endSession(user: string): Promise<void> {
      const change = { userId: user, by: ADA, nowMs: nowMs() };
      await accounts.createUser(makeUser(user), ADA);
      await accounts.createSession(makeSession(`s-${user}`, { userId: user }), 10, "password");
      await accounts.revokeSession({ id: `s-${user}`, because: "ended", ...change });
    },
    async giveKey(wanted: Partial<NewApiKey> & { readonly id?: string } = {}): Promise<string> {
      const { id, ...rest } = wanted;
      const whole = { label: "script", role: "operator", only: null, expiresInDays: null, ...rest } as const;
      const { key, row } = makeApiKey(whole, { kind: "user", id: "ada" }, nowMs());
      await accounts.createApiKey({ ...row, ...(id === undefined ? {} : { id }) });
      return key;
    },
    async ask(method: string, path: string, asking: Asking = {}): Promise<Answer> {
      const headers = new Headers(asking.headers);
      if (typeof asking.credential === "string") headers.set("authorization", `Bearer ${asking.credential}`);
      const { body } = asking;
      if (body !== undefined && !headers.has("content-type")) headers.set("content-type", "application/json");
      const text = typeof body === "string" ? body : JSON.stringify(body);
      cookie = asking.cookie ?? null;
      const response = await handle(
        new Request(`${OWN_ORIGIN}/api${path}`, { method, headers, ...(body === undefined ? {} : { body: text }) }),
      );
      return { status: response.status, headers: response.headers, text: await response.text() };
    },
    stopEngine,
    close: stopEngine,
  };
}

export type RestHouse = Awaited<ReturnType<typeof openRestHouse>>;
