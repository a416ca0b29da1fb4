import { afterEach, beforeEach, expect, it } from "vitest";
import { createScrubber } from "../scrub/scrub.ts";
import { openReceiver } from "../testing/receiver.ts";
import { openTraces } from "./traces.ts";

const CANARY = "cAnArY-secret-0123456789";
let receiver: Awaited<ReturnType<typeof openReceiver>>;
beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(async () => receiver.close());

type Exported = { name: string; spanId: string; parentSpanId?: string; traceId: string; status: { code: number } };
type Body = { resourceSpans: { resource: unknown; scopeSpans: { spans: Exported[] }[] }[] };

it("exports spans under what began them, without a secret", async () => {
  const traces = await openTraces({ endpoint: `${receiver.url}/`, process: "engine", scrub: createScrubber([CANARY]) });
  const root = traces.begin("command freeze", { "command.id": "freeze-0001", note: CANARY });
  const child = root.begin("persist", { rows: 2 }, Date.now() - 5);
  child.end(`refused with ${CANARY}`);
  root.set({ "request.id": "request-0001" });
  root.end();
  traces.begin("never ended");
  await traces.stop();
  expect(receiver.received.map(({ path }) => path)).toEqual(["/v1/traces"]);
  const body = receiver.received[0]?.body ?? "{}";
  const [exported] = (JSON.parse(body) as Body).resourceSpans;
  const spans = exported?.scopeSpans[0]?.spans ?? [];
  expect(spans.map(({ name }) => name)).toEqual(["persist", "command freeze"]);
  const [persist, command] = spans;
  expect(persist).toMatchObject({ parentSpanId: command?.spanId, traceId: command?.traceId, status: { code: 2 } });
  expect(JSON.stringify(exported?.resource)).toContain('"service.name","value":{"stringValue":"engine"}');
  expect(body).toContain("request-0001");
  expect(body).not.toContain(CANARY);
}, 20_000);

it("is no burden where the collector does not answer", async () => {
  await receiver.close();
  const traces = await openTraces({ endpoint: receiver.url, process: "engine", scrub: (text) => text });
  for (let at = 0; at < 5_000; at += 1) traces.begin("tick").end();
  await expect(Promise.race([traces.stop().catch(() => undefined), Promise.resolve("later")])).resolves.toBe("later");
  receiver = await openReceiver();
}, 20_000);
