import { weaknessOf } from "@evenkeel/api/secret";
import { z } from "zod";

const secret = z.string().superRefine((text, context) => {
  const weakness = weaknessOf(text);
  if (weakness !== null) context.addIssue({ code: "custom", message: weakness });
});

/** Off this machine only under TLS: a cookie or a password that travels in the clear is everybody's. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
const httpAddress = z
  .url({ protocol: /^https?$/ })
  .refine(
    (text) => URL.parse(text)?.protocol === "https:" || LOOPBACK.test(URL.parse(text)?.hostname ?? ""),
    "needs https for any host but localhost",
  );
const ownAddress = httpAddress.refine((text) => URL.parse(text)?.pathname === "/", "is an address without a path");

const ORIGINS_MAX = 20;
/** "https://a.example, https://b.example" */
const origins = z
  .string()
  .transform((text) =>
    text
      .split(",")
      .map((each) => each.trim())
      .filter((each) => each !== ""),
  )
  .pipe(
    z
      .array(httpAddress.refine((text) => URL.parse(text)?.origin === text, "is a list of addresses without a path"))
      .max(ORIGINS_MAX, `holds at most ${ORIGINS_MAX} addresses`),
  );

const variables = z.object({
  /** Where browsers reach this app; use localhost, not 127.0.0.1. */
  AUTH_URL: ownAddress,
  /** Signs this app's own cookies and seals what only it may read. */
  AUTH_SECRET: secret,
  /** Shared with the engine: signs the tokens its sockets are opened with. */
  EVENKEEL_ENGINE_SECRET: secret,
  /** Where browsers reach the engine. */
  EVENKEEL_ENGINE_URL: httpAddress,
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  /** Where errors go, and traces (OTLP over HTTP); without an address nothing is sent, nor loaded. */
  SENTRY_DSN: httpAddress.optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpAddress.optional(),
  /** Pages of other addresses whose scripts may call the REST facade with an API key; none unless named. */
  EVENKEEL_API_ORIGINS: origins.default([]),
  /** Reverse proxies in front that append to X-Forwarded-For; 0: the header is not believed. */
  EVENKEEL_PROXY_HOPS: z.coerce.number().int().min(0).max(5).default(0),
});
const schema = variables.refine((env) => env.AUTH_SECRET !== env.EVENKEEL_ENGINE_SECRET, {
  path: ["AUTH_SECRET"],
  error: "must not be the engine's secret too",
});

export type Env = z.infer<typeof variables>;

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
