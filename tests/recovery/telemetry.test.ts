import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createEngineClient } from "@evenkeel/api/client";
import { openReceiver } from "@evenkeel/telemetry/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { anyLiveSymbol, openPair, stages } from "./support/drive.ts";
import { API_KEY, type House, openHouse } from "./support/house.ts";
import { stealLease } from "./support/lease.ts";

let house: House;
let receiver: Awaited<ReturnType<typeof openReceiver>>;
beforeAll(async () => {
  receiver = await openReceiver();
  house = await openHouse();
  await house.startExchange();
});
afterAll(async () => {
  await house.close();
  await receiver.close();
});

type Span = {
  name: string;
  spanId: string;
  parentSpanId?: string;
  attributes: { key: string; value: { stringValue?: string } }[];
};
type Export = { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };

const spans = (): readonly Span[] =>
  receiver.received
    .filter(({ path }) => path === "/v1/traces")
    .flatMap(({ body }) => (JSON.parse(body) as Export).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
const attribute = (span: Span | undefined, key: string) =>
  span?.attributes.find((each) => each.key === key)?.value.stringValue;

/** Writes down every module a process looks for. */
function watchImports(folder: string): { readonly options: string; readonly found: () => string } {
  const list = join(folder, "imports.txt");
  const hook = join(folder, "watch-imports.mjs");
  writeFileSync(list, "");
  writeFileSync(
    hook,
    `import { appendFileSync } from "node:fs";
     import { registerHooks } from "node:module";
     registerHooks({ resolve(name, context, next) {
       if (!name.startsWith(".") && !name.startsWith("node:")) appendFileSync(${JSON.stringify(list)}, name + "\\n");
       return next(name, context);
     } });`,
  );
  return { options: `--import=${hook}`, found: () => readFileSync(list, "utf8") };
}

it("loads nothing that could send anything away, where no address is given", async () => {
  const imports = watchImports(house.folder);
  const engine = await house.startEngine(undefined, { NODE_OPTIONS: imports.options });
  await engine.ready();
  await anyLiveSymbol(engine);
  await engine.stop();
  expect(imports.found()).toContain("@evenkeel/telemetry/errors");
  expect(imports.found()).not.toMatch(/@sentry|@opentelemetry\/(?:sdk|exporter|resources)/);
  expect(receiver.received).toEqual([]);
});

it("tells a command's way from the request to the venue's answer, and the error of a dying engine", async () => {
  const engine = await house.startEngine(undefined, {
    SENTRY_DSN: `http://public@127.0.0.1:${receiver.port}/7`,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
  });
  await engine.ready();
  await openPair(engine);
  await expect.poll(() => stages(engine), { timeout: 20_000 }).toEqual(["open"]);
  const [pair] = await engine.client.positions.list.query();
  const { client, close } = createEngineClient({ url: engine.url, apiKey: API_KEY, requestId: () => "request-traced" });
  await client.commands.closePair.mutate({ id: "close-and-trace", pairId: pair?.pairId ?? "" });
  await close();
  await expect.poll(() => stages(engine), { timeout: 20_000 }).toEqual([]);

  const root = () => spans().find((span) => attribute(span, "command.id") === "close-and-trace");
  await expect.poll(root, { timeout: 10_000 }).toBeDefined();
  expect(attribute(root(), "request.id")).toBe("request-traced");
  const below = () =>
    spans()
      .filter(({ parentSpanId }) => parentSpanId === root()?.spanId)
      .map(({ name }) => name);
  await expect.poll(below, { timeout: 10_000 }).toEqual(expect.arrayContaining(["step", "persist", "send", "ack"]));
  expect(below().filter((name) => name === "send").length).toBeGreaterThanOrEqual(2);

  await stealLease(house.database.url);
  expect(await engine.program.ended).toEqual({ code: 70, signal: null });
  const words = receiver.received.filter(({ path }) => path === "/api/7/envelope/").map(({ body }) => body);
  expect(words.join()).toMatch(/another engine has taken/);
  const { key, secret } = house.account();
  const everything = receiver.received.map(({ body }) => body).join();
  for (const word of [key, secret, API_KEY, "apiKey:recovery"]) expect(everything).not.toContain(word);
});
