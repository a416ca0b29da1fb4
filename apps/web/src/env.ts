import { z } from "zod";

const SECRET_BYTES_MIN = 32;
const secret = z
  .string()
  .refine(
    (text) => new TextEncoder().encode(text).length >= SECRET_BYTES_MIN,
    `needs at least ${SECRET_BYTES_MIN} bytes`,
  );
const httpAddress = z.url({ protocol: /^https?$/ });

const schema = z.object({
  /** Where browsers reach this app; use localhost, not 127.0.0.1. */
  AUTH_URL: httpAddress,
  /** Signs this app's own cookies. */
  AUTH_SECRET: secret,
  /** Shared with the engine: signs the tokens its sockets are opened with. */
  EVENKEEL_ENGINE_SECRET: secret,
  /** Where browsers reach the engine. */
  EVENKEEL_ENGINE_URL: httpAddress,
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  /** Reverse proxies in front that append to X-Forwarded-For; 0: the header is not believed. */
  EVENKEEL_PROXY_HOPS: z.coerce.number().int().min(0).max(5).default(0),
});

export type Env = z.infer<typeof schema>;

/** One sentence that names every wrong variable and shows no value. */
export function parseEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const parsed = schema.safeParse(source);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => {
    const name = String(path[0]);
    return source[name] === undefined ? `${name} is missing` : `${name}: ${message.toLowerCase()}`;
  });
  throw new Error(`The dashboard cannot start. ${wrong.join("; ")}.`);
}

let checked: Env | null = null;

/** The only reader of the environment. */
export function readEnv(): Env {
  checked ??= parseEnv(process.env);
  return checked;
}

/** This app's own origin, as browsers write it. */
export const ownOrigin = (env: Env): string => new URL(env.AUTH_URL).origin;

/** The engine's WebSocket as the browser opens it. */
export const engineSocketUrl = (env: Env): string =>
  `${env.EVENKEEL_ENGINE_URL.replace(/^http/, "ws").replace(/\/+$/, "")}/trpc`;

export const isDevelopment = (): boolean => process.env.NODE_ENV === "development";
