import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createScrubber } from "../scrub/scrub.ts";
import { openReceiver } from "../testing/receiver.ts";
import { openErrorReporter } from "./errors.ts";

const CANARY = "cAnArY-secret-0123456789";
let receiver: Awaited<ReturnType<typeof openReceiver>>;
beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(async () => receiver.close());

const open = () =>
  openErrorReporter({
    dsn: `http://public@127.0.0.1:${receiver.port}/7`,
    process: "engine",
    scrub: createScrubber([CANARY]),
  });

const events = (): readonly Record<string, unknown>[] =>
  receiver.received.flatMap(({ body }) => {
    const [, header = "{}", event = "{}"] = body.split("\n");
    return (JSON.parse(header) as { type?: string }).type === "event"
      ? [JSON.parse(event) as Record<string, unknown>]
      : [];
  });

const thrownIn = (event: Record<string, unknown> | undefined): Record<string, unknown> | undefined =>
  (event?.["exception"] as { values: Record<string, unknown>[] } | undefined)?.values[0];

it("delivers an error with where it was thrown, and no secret, person or machine", async () => {
  const reporter = await open();
  reporter.report(new Error(`the venue refused ${CANARY}`), { process: "engine" });
  await reporter.flush(4_000);
  expect(receiver.received.map(({ path }) => path)).toContain("/api/7/envelope/");
  const [event] = events();
  const exception = thrownIn(event);
  expect(exception).toMatchObject({ type: "Error", value: "the venue refused [hidden]" });
  expect(JSON.stringify(exception?.["stacktrace"])).toContain("errors.test.ts");
  expect(event?.["server_name"]).toBe("engine");
  for (const absent of ["user", "request", "breadcrumbs"]) expect(event?.[absent] ?? null, absent).toBeNull();
  expect(receiver.received.map(({ body }) => body).join()).not.toContain(CANARY);
}, 20_000);

it("delivers the last words of a process that ends at once", async () => {
  const script = `
    import { speakLast } from ${JSON.stringify(new URL("speakLast.ts", import.meta.url).href)};
    const dsn = "http://public@127.0.0.1:${receiver.port}/7";
    const scrub = (text) => text.replaceAll("${CANARY}", "[hidden]");
    speakLast({ dsn, process: "engine", scrub }, new Error("a rule was broken near ${CANARY}"), 15_000);
    process.exit(70);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "inherit" });
  const [code] = (await once(child, "exit")) as [number];
  expect(code).toBe(70);
  const exception = thrownIn(events()[0]);
  expect(exception).toMatchObject({ value: "a rule was broken near [hidden]" });
}, 30_000);
