import { createServer } from "node:net";
import { expect, test } from "vitest";
import { knock } from "./port.ts";

async function listening() {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { port: address.port, close: () => new Promise((resolve) => server.close(resolve)) };
}

test("a port somebody listens on is taken, and free once they are gone", async () => {
  const { port, close } = await listening();
  expect(await knock(port)).toBe("taken");
  await close();
  expect(await knock(port)).toBe("free");
});

test("a machine too busy to hear the answer in time takes no free port for a taken one", async () => {
  const { port, close } = await listening();
  await close();
  const knocked = knock(port);
  const until = performance.now() + 1_200;
  while (performance.now() < until);
  expect(await knocked).not.toBe("taken");
});
