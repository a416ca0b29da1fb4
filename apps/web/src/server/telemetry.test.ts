import { openReceiver } from "@evenkeel/telemetry/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseEnv } from "../env.ts";
import { closeTelemetry, openTelemetry, reportError, traceCall } from "./telemetry.ts";

const SECRET = "vK8-Zt2_qLw9RmX4bN7cY1eHs6Uf3JgA";
const ENV = {
  AUTH_URL: "http://localhost:3000",
  AUTH_SECRET: SECRET,
  EVENKEEL_ENGINE_SECRET: "Qp5_Td9-Ew3RkV8mLz2Xc6Yn1BhG7SfU",
  EVENKEEL_ENGINE_URL: "http://localhost:4100/",
  DATABASE_URL: "postgres://web:hidden@localhost:54329/evenkeel",
};
const CALL = {
  requestId: "request-0001",
  path: "engineToken.mint",
  type: "mutation",
  caller: "user:grace-hopper",
  commandId: null,
  outcome: "FORBIDDEN",
  ms: 3,
} as const;

let receiver: Awaited<ReturnType<typeof openReceiver>>;
beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(async () => {
  await closeTelemetry();
  await receiver.close();
});

const said = (): string => receiver.received.map(({ body }) => body).join("\n");

test("without an address nothing is sent", async () => {
  await openTelemetry(parseEnv(ENV));
  traceCall(CALL);
  reportError(new Error("unheard"));
  await closeTelemetry();
  expect(receiver.received).toEqual([]);
});

test("an error and a call arrive, without the secrets and without the person", async () => {
  const addresses = {
    SENTRY_DSN: `http://public@127.0.0.1:${receiver.port}/7`,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
  };
  await openTelemetry(parseEnv({ ...ENV, ...addresses }));
  traceCall(CALL);
  reportError(new Error(`broke on ${SECRET}`));
  await closeTelemetry();
  expect(new Set(receiver.received.map(({ path }) => path))).toEqual(new Set(["/api/7/envelope/", "/v1/traces"]));
  expect(said()).toContain("call engineToken.mint");
  expect(said()).toContain("request-0001");
  expect(said()).toContain("broke on [hidden]");
  for (const absent of [SECRET, "grace-hopper"]) expect(said()).not.toContain(absent);
}, 20_000);
