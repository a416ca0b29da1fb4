import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { hasEnded, nameProcess } from "./process-name.ts";

const own = nameProcess();
const [boot = "", space = "", pid = "", began = ""] = own.split(" ");

it("is certain of the end of a process of this machine", async (context) => {
  if (!existsSync("/proc/self/stat")) context.skip("this system does not tell when a process began");
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  const name = nameProcess(child.pid);
  expect(hasEnded(name)).toBe(false);
  child.kill("SIGSTOP");
  expect(hasEnded(name)).toBe(false);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(hasEnded(name)).toBe(true);
  expect(nameProcess(child.pid)).toBe("");
});

it.each([
  ["this one", own, false],
  ["one whose number was used again", `${boot} ${space} ${pid} ${Number(began) - 1}`, own !== ""],
  ["one of another start of the machine", `other ${space} 4000000 1`, false],
  ["one of another container", `${boot} pid:[1] 4000000 1`, false],
  ["one nobody could name", "", false],
  ["nonsense", `${boot} ${space} x y`, false],
])("%s: %s has ended: %s", (_, name, ended) => {
  expect(hasEnded(name)).toBe(ended);
});
