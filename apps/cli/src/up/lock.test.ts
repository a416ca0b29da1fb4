import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { findRunning, takeLock } from "./lock.ts";

const at = (address: string) => ({ address, enginePort: 4100, databasePort: 54329, exchangePort: 4900 });

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "evenkeel-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const lock = () => join(folder, "up.lock");

it("is one launcher's at a time, and given back", async () => {
  const release = await takeLock(folder, at("http://localhost:3000"));
  await expect(takeLock(folder, at("http://localhost:3001"))).rejects.toThrow(/runs already.*http:\/\/localhost:3000/);
  expect(findRunning(folder)).toMatchObject({ ...at("http://localhost:3000"), pid: process.pid });
  release();
  expect(findRunning(folder)).toBe(null);
  expect(existsSync(lock())).toBe(false);
  (await takeLock(folder, at("http://localhost:3001")))();
});

it("is one launcher's when several find a dead one's at the same moment", async () => {
  writeFileSync(lock(), JSON.stringify({ pid: 2 ** 22 + 1, began: "1", address: "" }));
  const script = `
    import { takeLock } from ${JSON.stringify(new URL("lock.ts", import.meta.url).href)};
    process.stdout.write("ready\\n");
    process.stdin.once("data", () => takeLock(process.argv[1], {}).then(() => "won", () => "lost").then((outcome) => {
      process.stdout.write(outcome + "\\n");
      process.stdin.once("data", () => process.exit());
    }));`;
  const starts = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ["--input-type=module", "--eval", script, folder], { stdio: ["pipe", "pipe", "inherit"] }),
  );
  const line = async (start: (typeof starts)[number]): Promise<string> => {
    const [data] = (await once(start.stdout, "data")) as [Buffer];
    return data.toString().trim();
  };
  await Promise.all(starts.map(line));
  const outcomes = Promise.all(starts.map(line));
  for (const start of starts) start.stdin.write("go\n");
  const sorted = (await outcomes).toSorted();
  for (const start of starts) start.stdin.end("end\n");
  expect(sorted).toEqual(["lost", "lost", "lost", "won"]);
});

it.each([
  ["a process that is gone", JSON.stringify({ pid: 2 ** 22 + 1, began: "1", address: "" })],
  ["another process of the same number", JSON.stringify({ pid: process.pid, began: "1", address: "" })],
  ["half a file", '{"pid":'],
])("is taken over from %s", async (_, text) => {
  writeFileSync(lock(), text);
  await takeLock(folder, at("http://localhost:3000"));
  expect(JSON.parse(readFileSync(lock(), "utf8"))).toMatchObject({ pid: process.pid });
});
