import { type Browser, type BrowserContext, expect, type Page, test } from "@playwright/test";
import { makeKey, runExamples } from "./support/documented.ts";
import { scoresOf } from "./support/lighthouse.ts";
import { lastLine } from "./support/logs.ts";
import { look } from "./support/look.ts";
import { openBrowser, setUp } from "./support/page.ts";
import { freePort, freePorts, makeDataFolder, type Product, startProduct } from "./support/product.ts";
import { type Watch, watch } from "./support/watch.ts";

/**
 * Every page there is, in every size, in both themes: read by axe, never wider than the screen, without complaint. What
 * the same address answers to `curl` comes last, because it ends in a FLATTEN.
 */
test.describe.configure({ mode: "serial" });

const SCORE_MIN = 95;
const data = makeDataFolder();
let product: Product;
let browser: Browser;
let debugPort: number;
let context: BrowserContext;
let page: Page;
let watched: Watch;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  debugPort = await freePort();
  browser = await openBrowser([`--remote-debugging-port=${debugPort}`]);
  product = await startProduct(data.path, await freePorts(), ["--world", "demo", "--seed", "3", "--speed", "60"]);
  context = await browser.newContext();
  page = await context.newPage();
  watched = watch(page);
});

test.afterAll(async () => {
  await browser?.close();
  await product?.stop();
  data.remove();
});

async function expectFine(): Promise<void> {
  expect(await look(page)).toEqual([]);
  expect(watched.take()).toEqual([]);
}

test("the set-up page, and the sign-in page", async () => {
  await page.goto(product.setupUrl ?? "");
  await expect(page.getByRole("button", { name: "Make the account" })).toBeVisible();
  await expectFine();
  await page.goto(`${product.url}/sign-in`);
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await expectFine();
});

test("a set-up link that is spent or none, and an address without a page", async () => {
  await setUp(page, product.setupUrl ?? "");
  for (const [path, text] of [
    ["/setup?token=%00", /Already set up/],
    ["/no/such/page", /Nothing here/],
  ] as const) {
    await page.goto(`${product.url}${path}`);
    await expect(page.getByText(text)).toBeVisible();
    await expectFine();
  }
});

test("every page of somebody signed in, as the navigation names them", async () => {
  // Sixteen looks at each of them: on a machine with other work that is minutes.
  test.setTimeout(600_000);
  await page.setViewportSize({ width: 1_440, height: 900 });
  await page.goto(product.url);
  const positions = page.getByRole("region", { name: "Positions" });
  await expect(positions.getByRole("row").nth(1)).toBeVisible({ timeout: 180_000 });
  const links = page.getByRole("navigation", { name: "Pages" }).getByRole("link");
  const paths = await links.evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
  expect(paths).toContain("/settings");
  for (const path of paths) {
    await page.goto(`${product.url}${path}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeAttached();
    await page.waitForLoadState("networkidle").catch(() => undefined);
    await expectFine();
  }
});

test("each venue in the engine room, opened", async () => {
  await page.setViewportSize({ width: 1_440, height: 900 });
  await page.goto(product.url);
  const room = page.getByRole("contentinfo", { name: "Engine room" });
  await expect(room.getByRole("listitem")).toHaveCount(0);
  await room.getByRole("button", { name: /^Bybit/ }).click();
  await expect(room.getByRole("list", { name: /^Bybit/ }).getByText("Bybit orders")).toBeVisible();
  await expectFine();
});

test("what executing cost, opened; and a pair's orders with their hops", async () => {
  await page.setViewportSize({ width: 1_440, height: 900 });
  await page.goto(`${product.url}/execution`);
  const newest = page.getByRole("region", { name: "Newest orders" });
  await newest.locator("[data-row-button]").last().click();
  await expect(newest.getByText("Run of the engine")).toBeVisible();
  const alone = page.getByRole("region", { name: "Legs standing alone" });
  await alone.locator("[data-row-button]").first().click();
  await expect(alone.getByText("Alone, seconds, p99")).toBeVisible();
  await expect(alone.getByRole("row", { name: /^run 1 \d/ })).toBeVisible();
  await expect(page.getByRole("region", { name: "Latency by hop" }).getByRole("row", { name: /^Store/ })).toContainText(
    /\d/,
  );
  await expectFine();
  await page.setViewportSize({ width: 1_440, height: 900 });
  await page.goto(product.url);
  await page.getByRole("region", { name: "Positions" }).locator("[data-row-button]").first().click();
  const alerts = page.getByRole("region", { name: "Alerts" });
  await expect(alerts.getByText(/^Opened (\w+): [\d.]+ \1 hedged$/).first()).toBeAttached();
  // An entry that did not become durable in time was never sent: it has no doors.
  const orders = page.getByRole("table", { name: /^Orders of / }).getByRole("row", { name: /enter/ });
  const entered = orders.filter({ has: page.getByRole("cell", { name: "filled", exact: true }) }).last();
  const store = 7;
  await expect(entered.getByRole("cell").nth(store)).toHaveText(/^\d/);
  await expectFine();
});

test("the page that failed, and the deck without its engine", async () => {
  await page.goto(product.url);
  product.kill("engine");
  await expect(page.getByText(/engine does not answer/i)).toBeVisible({ timeout: 20_000 });
  const found = await look(page);
  expect(found).toEqual([]);
  await expect(page.getByText(/engine does not answer/i)).toHaveCount(0, { timeout: 60_000 });
  // What a browser complains about while nobody is at the other end is not the page's fault.
  watched.take();
  const other = await context.newPage();
  await other.addInitScript(() => {
    window.matchMedia = () => {
      throw new Error("a part of the page that throws while it is painted");
    };
  });
  await other.goto(product.url);
  await expect(other.getByRole("heading", { name: "This page failed" })).toBeVisible();
  expect(await look(other)).toEqual([]);
  await other.close();
});

test("Lighthouse gives accessibility and best practices 95 or more", async () => {
  test.setTimeout(900_000);
  const links = page.getByRole("navigation", { name: "Pages" }).getByRole("link");
  await page.setViewportSize({ width: 1_440, height: 900 });
  await page.goto(product.url);
  const paths = await links.evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  for (const [path, by] of [["/sign-in", ""], ...paths.map((each) => [each, cookie])] as const) {
    const { scores, lost } = await scoresOf(`${product.url}${path}`, debugPort, by ?? "");
    process.stdout.write(`Lighthouse ${path}: ${JSON.stringify(scores)} ${lost.join("; ")}\n`);
    for (const [name, score] of Object.entries(scores))
      expect(score, `${path}: ${name}`).toBeGreaterThanOrEqual(SCORE_MIN);
  }
});

/** Of the guide's answers the one to opening a pair. */
const OPEN_AT = 3;
type Answer = { readonly ok: boolean; readonly requestId: string; readonly error?: { readonly code: string } };

test("every example of the REST guide runs as it is, and the logs name what it did", async () => {
  const key = await makeKey(data.path, "admin");
  const positions = async (): Promise<number> => {
    const headers = { authorization: `Bearer ${key}` };
    const answer = await page.request.get(`${product.url}/api/positions`, { headers });
    return ((await answer.json()) as { readonly data?: readonly unknown[] }).data?.length ?? 0;
  };
  await expect.poll(positions, { timeout: 150_000, intervals: [1_000] }).toBeGreaterThan(0);
  const lines = await runExamples("docs/rest.md", { EVENKEEL_URL: product.url, EVENKEEL_API_KEY: key });
  const answers = lines.map((line) => JSON.parse(line) as Answer);
  expect(answers).toHaveLength(8);
  // Opening by hand may meet a limit: what risk says is risk's.
  const opened = answers[OPEN_AT];
  expect(answers.filter((answer) => !answer.ok && answer !== opened)).toEqual([]);
  expect(opened?.ok === true || opened?.error?.code === "COMMAND_REFUSED", JSON.stringify(opened)).toBe(true);
  const killed = lastLine(data.path, "web", { path: "POST /api/engine/kill", outcome: "ok" });
  expect(answers.at(-1)?.requestId).toBe(killed["request"]);
  const { request, command, caller } = killed;
  expect(lastLine(data.path, "engine", { path: "commands.flatten", request })).toMatchObject({ command, caller });
});
