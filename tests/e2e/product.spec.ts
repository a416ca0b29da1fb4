import { type Browser, expect, type Page, test } from "@playwright/test";
import { lastLine, lastLines } from "./support/logs.ts";
import { enrol, expectAccessible, makeAdmin, openBrowser, type Proofs, signIn, trySignIn } from "./support/page.ts";
import { freePorts, makeDataFolder, type Ports, type Product, startProduct } from "./support/product.ts";

/** One installation from its first page to its last: the tests below happen in this order to the same books. */
test.describe.configure({ mode: "serial" });

const WORLD = ["--world", "demo", "--seed", "3", "--speed", "60"];

const data = makeDataFolder();
let ports: Ports;
let product: Product;
let browser: Browser;
let page: Page;
let proofs: Proofs;

const positions = () => page.getByRole("region", { name: "Positions" });

test.beforeAll(async () => {
  test.setTimeout(300_000);
  ports = await freePorts();
  browser = await openBrowser();
  product = await startProduct(data.path, ports, WORLD);
  page = await (await browser.newContext()).newPage();
});

test.afterEach(() => {
  const { status, expectedStatus } = test.info();
  if (status === expectedStatus) return;
  const logs = (["engine", "web"] as const).map((name) => `--- ${name}.log\n${lastLines(data.path, name)}`);
  process.stderr.write(`${product?.printed() ?? ""}\n${logs.join("\n")}\n`);
});

test.afterAll(async () => {
  await browser?.close();
  await product?.stop();
  data.remove();
});

test("the set-up link makes the admin once, refuses a weak password, and offers an authenticator", async () => {
  const link = product.setupUrl ?? "";
  expect(link).toContain("/setup?token=");
  await page.goto(link);
  await expectAccessible(page);
  await page.getByLabel("Name").fill("Ada");
  await page.getByLabel("Password", { exact: true }).fill("password1234");
  await page.getByLabel("Password again").fill("password1234");
  await page.getByRole("button", { name: "Make the account" }).click();
  await expect(page.getByText(/common passwords/)).toBeVisible();
  await makeAdmin(page, link);
  await expectAccessible(page);
  proofs = await enrol(page);
  await page.waitForURL((url) => url.pathname === "/");
  const again = await page.context().newPage();
  await again.goto(link);
  await expect(again.getByRole("button", { name: "Make the account" })).toHaveCount(0);
  await again.close();
});

test("the page says what world this is and what is watched", async () => {
  await expect(page.getByText(/SIMULATION/).first()).toBeVisible();
  await expect(page.getByText(/demo/i).first()).toBeVisible();
  await expect(page.getByText(/watched/).first()).toBeVisible();
});

test("a first hedged pair opens by itself within three minutes", async () => {
  await expect(positions().getByRole("row").nth(1)).toBeVisible({ timeout: 180_000 });
  await expectAccessible(page);
});

test("the settings say which key trades at each venue, never what it is, and a venue can be asked again", async () => {
  await page.goto(`${product.url}/settings`);
  const keys = page.getByRole("region", { name: "Venue keys" });
  for (const word of ["in use", "may trade"]) await expect(keys.getByText(word, { exact: true })).toHaveCount(2);
  await expect(keys.getByRole("button", { name: "Probe simulated account at bybit" })).toBeVisible();
  await keys.getByRole("button", { name: "Probe simulated account at binance" }).click();
  await expect(keys.getByText(/^Done: It may trade and nothing else/)).toBeVisible();
  await keys.getByRole("button", { name: "Replace simulated account at binance" }).click();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(page.locator("body")).not.toContainText("SIMULATIONKEY");
  await page.goto(product.url);
});

test("a limit is loosened on a phone only by somebody who confirms that it is them, and is undone from the history", async () => {
  const context = await browser.newContext({ colorScheme: "light", viewport: { width: 390, height: 844 } });
  const phone = await context.newPage();
  await signIn(phone, product.url, proofs.recovery.pop());
  await phone.goto(`${product.url}/configuration`);
  const pairs = phone.getByLabel("Most pairs", { exact: true });
  await pairs.fill("500");
  await expect(phone.getByRole("button", { name: "Review…" })).toBeDisabled();
  await pairs.fill("6");
  await phone.getByRole("button", { name: "Review…" }).click();
  const review = phone.getByRole("dialog").first();
  await expect(review.getByText("loosens", { exact: true })).toBeVisible();
  await expectAccessible(phone);
  await review.getByLabel("Why (kept in the history)").fill("more room");
  await review.getByRole("button", { name: "Make this change" }).click();
  const confirm = phone.getByRole("dialog", { name: "Confirm it is you" });
  await confirm.getByLabel("Code").fill(proofs.recovery.pop() ?? "");
  await phone.keyboard.press("Enter");
  await expect(phone.getByText(/Version 2 runs/)).toBeVisible();
  await expect(pairs).toHaveValue("6");
  const history = phone.getByRole("region", { name: "History" });
  await expect(history.getByText("more room")).toBeVisible();
  await history.getByRole("button", { name: "Back to this…" }).click();
  await phone.getByRole("dialog").getByRole("button", { name: "Make this change" }).click();
  await expect(phone.getByText(/Version 3 runs/)).toBeVisible();
  await expect(pairs).toHaveValue("5");
  await context.close();
});

test("adding a user asks who it is, and goes through with a recovery code", async () => {
  await page.goto(`${product.url}/settings`);
  await page.getByLabel("New user's name").fill("Vera");
  await page.getByLabel("First password").fill("seven green anchors");
  await page.getByRole("button", { name: "Add user" }).click();
  const dialog = page.getByRole("dialog", { name: "Confirm it is you" });
  await expect(dialog.getByLabel("Code")).toBeVisible();
  await expectAccessible(page);
  await dialog.getByLabel("Code").fill(proofs.recovery.pop() ?? "");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Role of Vera")).toBeVisible();
  await expectAccessible(page);
  await page.goto(product.url);
});

test("its funding is booked within ten minutes", async () => {
  test.setTimeout(660_000);
  await expect(positions().getByRole("row").nth(1)).toBeVisible();
  const column = (await positions().getByRole("columnheader").allInnerTexts()).findIndex((text) =>
    text.startsWith("Funding"),
  );
  expect(column).toBeGreaterThan(0);
  const booked = async () => {
    const rows = await positions().getByRole("row").all();
    const cells = await Promise.all(rows.slice(1).map((row) => row.locator("th, td").nth(column).innerText()));
    return cells.some((text) => /^[+−]\d/.test(text.trim()));
  };
  await expect.poll(booked, { timeout: 600_000 }).toBe(true);
});

test("signing in takes the code, in light and on a phone, without a horizontal scrollbar", async () => {
  const context = await browser.newContext({ colorScheme: "light", viewport: { width: 390, height: 844 } });
  const phone = await context.newPage();
  await phone.goto(`${product.url}/sign-in`);
  await expectAccessible(phone);
  await trySignIn(phone, product.url);
  await expect(phone.getByText("Name, password or code is not right")).toBeVisible();
  const code = proofs.phone(Date.now());
  await signIn(phone, product.url, code);
  await expect(phone.getByText(/SIMULATION/).first()).toBeVisible();
  await expectAccessible(phone);
  expect(await phone.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  await phone.context().clearCookies();
  await trySignIn(phone, product.url, code);
  await expect(phone.getByText("Name, password or code is not right")).toBeVisible();
  await context.close();
});

test("the engine is killed under the open page and comes back with the same pairs", async () => {
  const before = await positions().getByRole("row").count();
  product.kill("engine");
  await expect(page.getByText(/engine does not answer/i)).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText(/engine does not answer/i)).toHaveCount(0, { timeout: 60_000 });
  await expect.poll(() => positions().getByRole("row").count(), { timeout: 60_000 }).toBeGreaterThanOrEqual(before);
});

test("a stop and a start go on with the same books", async () => {
  expect(await product.stop()).toBe(0);
  product = await startProduct(data.path, ports, ["--speed", "60"]);
  expect(product.setupUrl).toBeNull();
  await page.goto(product.url);
  if (page.url().includes("sign-in")) await signIn(page, product.url, proofs.recovery.pop());
  await expect(positions().getByRole("row").nth(1)).toBeVisible({ timeout: 60_000 });
});

test("FLATTEN asks, closes everything, and says flat only when the venue does", async () => {
  await page.keyboard.press("Shift+X");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: "Flatten" }).click();
  await expect(dialog.getByText(/Flat: every venue confirms no position, no open order/)).toBeVisible({
    timeout: 90_000,
  });
  await page.keyboard.press("Escape");
  await expect(positions().getByText(/Why flat/i)).toBeVisible();
  await expect(page.getByRole("button", { name: "Resume…" })).toBeVisible();
  await expectAccessible(page);
});

test("the logs follow that FLATTEN from the page that let it in to the exchange that filled it", () => {
  const flatten = lastLine(data.path, "engine", { path: "commands.flatten", outcome: "ok" });
  const minted = lastLine(data.path, "web", { path: "engineToken.mint", request: flatten["request"] });
  expect(minted["caller"]).toBe(flatten["caller"]);
  const intended = lastLine(data.path, "engine", { msg: "order intended", command: flatten["command"] });
  const { order } = intended;
  expect(lastLine(data.path, "engine", { msg: "venue call", order, method: "POST" })).toMatchObject({ status: 200 });
  expect(lastLine(data.path, "engine", { msg: "order answered", order })).toMatchObject({ outcome: "acknowledged" });
  expect(lastLine(data.path, "exchange", { order, method: "POST" })).toMatchObject({ status: 200 });
});
