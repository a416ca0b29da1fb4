import { expect, it } from "vitest";
import { createLog } from "./log.ts";

const CANARY = "cAnArY/7+secret=value";
const NEVER_TOLD = "5b1e0f";

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  let text = "";
  write(createLog("engine", [CANARY, ""], "info", { write: (line) => (text += line) }));
  return text;
}

it.each<[name: string, write: (log: ReturnType<typeof createLog>) => void]>([
  ["in a message", (log) => log.info(`key is ${CANARY}`)],
  ["in a field", (log) => log.info({ note: CANARY })],
  ["deep in a field", (log) => log.info({ a: { b: [CANARY] } })],
  ["in an error", (log) => log.error(new Error(`refused ${CANARY}`))],
  ["in an address", (log) => log.info(`GET /order?apiKey=${encodeURIComponent(CANARY)}&x=1`)],
])("no secret %s", (_, write) => {
  const text = logged(write);
  expect(text).not.toContain(CANARY);
  expect(text).not.toContain(encodeURIComponent(CANARY));
  expect(text).toContain("[hidden]");
});

it.each([
  ["a signature", `GET /order?symbol=BTC&signature=${NEVER_TOLD}`],
  ["a listen key", `wss://fstream/private?listenKey=${NEVER_TOLD}`],
  ["the values of a refused query", `Failed query: insert into users values ($1, $2)\nparams: ada,${NEVER_TOLD}`],
  ["a database password", `connect postgres://evenkeel:${NEVER_TOLD}@127.0.0.1/x`],
])("no secret nobody named: %s", (_, message) => {
  expect(logged((log) => log.info(message))).not.toContain(NEVER_TOLD);
});

it("leaves ordinary words alone", () => {
  expect(logged((log) => log.info({ pairs: 3 }, "ready"))).toMatch(/"level":"info".*"pairs":3,"msg":"ready"/);
});
