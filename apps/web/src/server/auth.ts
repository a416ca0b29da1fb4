import { signIn as checkSignIn, SESSION_LIFE_MS, type SessionClaim } from "@evenkeel/api/web";
import NextAuth, { CredentialsSignin, type NextAuthConfig, type NextAuthResult } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { z } from "zod";
import { readEnv } from "../env.ts";
import { openAccounts } from "./accounts.ts";
import { addressOf } from "./address.ts";
import { keepDeviceCookie, readDeviceCookie } from "./deviceCookie.ts";
import { openSealer } from "./openSealer.ts";
import { report } from "./report.ts";

declare module "next-auth" {
  interface User {
    sessionId?: string;
    sessionVersion?: number;
  }
  interface Session {
    /** What the cookie says. Only our own session row says whether it still stands. */
    claim?: SessionClaim;
  }
}

const credentialsSchema = z.object({
  name: z.string().min(1).max(64),
  password: z.string().min(1).max(1_000),
  code: z.string().max(64).default(""),
});
const claimSchema = z.object({ sid: z.string(), ver: z.number().int() });

class Refused extends CredentialsSignin {
  override code = "refused";
}
class Wait extends CredentialsSignin {
  override code: string;
  constructor(seconds: number) {
    super();
    this.code = `wait-${seconds}`;
  }
}

const provider = Credentials({
  credentials: { name: {}, password: { type: "password" }, code: {} },
  async authorize(input, request) {
    const parsed = credentialsSchema.safeParse(input);
    if (!parsed.success) throw new Refused();
    const nowMs = Date.now();
    const ports = { accounts: openAccounts(), sealer: openSealer() };
    const outcome = await checkSignIn(ports, {
      ...parsed.data,
      device: await readDeviceCookie(),
      address: addressOf(request.headers.get("x-forwarded-for"), readEnv().EVENKEEL_PROXY_HOPS),
      userAgent: request.headers.get("user-agent") ?? "",
      nowMs,
    });
    switch (outcome.kind) {
      case "refused":
        throw new Refused();
      case "wait":
        throw new Wait(Math.ceil((outcome.untilMs - nowMs) / 1_000));
      case "signed-in":
        await keepDeviceCookie(outcome.device);
        return {
          id: outcome.user.id,
          name: outcome.user.name,
          sessionId: outcome.session.id,
          sessionVersion: outcome.session.version,
        };
    }
  },
});

function configure(): NextAuthConfig {
  const env = readEnv();
  const secure = env.AUTH_URL.startsWith("https:");
  return {
    secret: env.AUTH_SECRET,
    trustHost: true,
    providers: [provider],
    pages: { signIn: "/sign-in", error: "/sign-in" },
    session: { strategy: "jwt", maxAge: SESSION_LIFE_MS / 1_000 },
    cookies: {
      sessionToken: {
        name: `${secure ? "__Host-" : ""}evenkeel-session`,
        options: { httpOnly: true, sameSite: "strict", path: "/", secure },
      },
    },
    callbacks: {
      jwt({ token, user }) {
        if (user?.sessionId === undefined) return token;
        return { sub: user.id ?? "", sid: user.sessionId, ver: user.sessionVersion };
      },
      session({ session, token }) {
        const claim = claimSchema.safeParse(token);
        if (!claim.success) return session;
        return { ...session, claim: { sessionId: claim.data.sid, sessionVersion: claim.data.ver } };
      },
    },
    events: {
      async signOut(message) {
        if (!("token" in message)) return;
        const claim = claimSchema.safeParse(message.token);
        const userId = message.token?.sub;
        if (!claim.success || userId === undefined) return;
        await endOwnSession(claim.data.sid, userId);
      },
    },
    logger: {
      // A refused sign-in is no failure of ours; its name and password belong in no log.
      error: (error) => {
        if (!(error instanceof CredentialsSignin)) report(`${error.name}: ${error.message}`);
      },
    },
  };
}

async function endOwnSession(id: string, userId: string): Promise<void> {
  const accounts = openAccounts();
  const user = await accounts.findUser(userId);
  if (user === null) return;
  const by = { kind: "user", id: userId, role: user.role } as const;
  await accounts.revokeSession({ id, userId, because: "signed-out", by, nowMs: Date.now() });
}

const nextAuth = NextAuth(configure);

export const handlers: NextAuthResult["handlers"] = nextAuth.handlers;

/** What the request's cookie claims; whether it still stands is for `resolveSession` to say. */
export const readClaim = async (): Promise<SessionClaim | null> => (await nextAuth.auth())?.claim ?? null;
