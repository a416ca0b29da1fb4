import { expect, test, vi } from "vitest";
import { createNames } from "./names.ts";

const [ADA, SCRIPT, NOBODY] = ["u_abcdefghij0123456789", "k_0123456789-_abcdefgh", "u_nobody00000000000000"] as const;
const KNOWN: Readonly<Record<string, string>> = { [ADA]: "Ada", [SCRIPT]: "script" };

test("ids become names once they are known, and each is asked for once", async () => {
  const find = vi.fn(async (id: string) => KNOWN[id] ?? null);
  const learnt = vi.fn();
  const names = createNames(find, learnt);
  const text = `FREEZE by ${ADA} after ${SCRIPT} and ${NOBODY}`;
  expect(names.put(text)).toBe(text);
  await vi.waitFor(() => expect(learnt).toHaveBeenCalledTimes(2));
  expect(names.put(text)).toBe(`FREEZE by Ada after script and ${NOBODY}`);
  expect(find).toHaveBeenCalledTimes(3);
});

test("a database that cannot answer leaves the id", async () => {
  const names = createNames(() => Promise.reject(new Error("away")), vi.fn());
  names.put(`by ${ADA}`);
  await new Promise((resolve) => setImmediate(resolve));
  expect(names.put(`by ${ADA}`)).toBe(`by ${ADA}`);
});
