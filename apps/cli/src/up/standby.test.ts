import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { assertShared } from "./standby.ts";

const DATABASE = "postgres://evenkeel@database.example/evenkeel";

it("a standby says what it lacks of the installation it stands by for, one thing at a time", async () => {
  const secrets = mkdtempSync(join(tmpdir(), "evenkeel-standby-"));
  const exchange = createServer();
  await new Promise<void>((resolve) => exchange.listen(0, "127.0.0.1", resolve));
  const { port } = exchange.address() as AddressInfo;
  try {
    await expect(assertShared(null, { secrets }, port)).rejects.toThrow(/needs DATABASE_URL/);
    await expect(assertShared(DATABASE, { secrets }, port)).rejects.toThrow(/copy its folder "secrets" to .*standby-/);
    writeFileSync(join(secrets, "web-role"), "x");
    await expect(assertShared(DATABASE, { secrets }, port)).resolves.toBeUndefined();
    await new Promise((resolve) => exchange.close(resolve));
    await expect(assertShared(DATABASE, { secrets }, port)).rejects.toThrow(new RegExp(`none answers on port ${port}`));
  } finally {
    exchange.close();
    rmSync(secrets, { recursive: true, force: true });
  }
});
