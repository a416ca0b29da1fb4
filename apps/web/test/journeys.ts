import assert from "node:assert/strict";
import type { Page } from "@playwright/test";
import { confirmIt, openBrowser, PASSWORD, setUp, signIn } from "./browser.ts";
import { startHarness } from "./harness.ts";
import { REFUSAL_JOURNEYS } from "./refusalJourneys.ts";
import { type Journey, SIGN_IN_JOURNEYS } from "./signInJourneys.ts";

/** What a user and an intruder meet, in a real browser over a real database. `node test/journeys.ts`. */

const row = (page: Page, symbol: string) => page.getByRole("row", { name: new RegExp(`^${symbol} `) }).first();

const JOURNEYS: readonly Journey[] = [
  [
    "the keys: filter, arrows, details, help, palette, pages",
    async (_harness, page) => {
      await page.keyboard.press("/");
      await page.keyboard.type("depth op");
      await row(page, "OP").waitFor();
      assert.equal(await page.getByRole("row", { name: /^INJ / }).count(), 0);
      await page.getByRole("searchbox").fill("");
      await page.keyboard.press("Escape");
      await page.getByRole("treegrid").focus();
      for (const key of ["ArrowDown", "ArrowDown", "Enter"]) await page.keyboard.press(key);
      await page.getByText("Fees, four trades").waitFor();
      await page.keyboard.press("Escape");
      await page.keyboard.press("End");
      await page.locator('[aria-rowindex="401"]').waitFor();
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Keys" }).waitFor();
      await page.keyboard.press("Escape");
      await page.keyboard.press("g");
      await page.keyboard.press("s");
      await page.waitForURL("**/settings");
      await page.keyboard.press("g");
      await page.keyboard.press("d");
      await page.waitForURL((url) => url.pathname === "/");
      await row(page, "INJ").waitFor();
    },
  ],
  [
    "executing: the page by its keys, an order opened, another period, and the orders of a pair with their hops",
    async (harness, page) => {
      await page.keyboard.press("g");
      await page.keyboard.press("e");
      await page.waitForURL("**/execution");
      const orders = page.getByRole("region", { name: "Newest orders" });
      await orders.locator("[data-row-button]").first().focus();
      for (const key of ["ArrowDown", "ArrowUp", "ArrowDown", "Enter"]) await page.keyboard.press(key);
      assert.equal(await orders.locator("[data-row-button]").nth(1).getAttribute("aria-expanded"), "true");
      await orders.getByText("Run of the engine").waitFor();
      await page.getByRole("button", { name: "7 d" }).click();
      await page
        .getByRole("region", { name: "Legs standing alone" })
        .getByRole("row", { name: /^run 12 / })
        .waitFor();
      await harness.stopEngine();
      await page.getByText("The engine does not answer").waitFor();
      await orders.getByText("Run of the engine").waitFor();
      await harness.startEngine("flat");
      await page.getByText("No order was decided in this time").waitFor({ timeout: 30_000 });
      await harness.stopEngine();
      await harness.startEngine("running");
      await page.goto(harness.url);
      await page.getByRole("button", { name: "SOL", exact: true }).click();
      await page
        .getByRole("table", { name: /^Orders of SOL/ })
        .getByRole("row", { name: /^SOLUSDT buy, enter/ })
        .first()
        .waitFor();
      await page.getByRole("button", { name: "SOL", exact: true }).click();
    },
  ],
  [
    "freeze by key, then resume",
    async (harness, page) => {
      await page.keyboard.press("Shift+F");
      await page.getByText("They stay hedged").waitFor();
      await page.keyboard.press("Enter");
      await page.getByText("Done: No new risk").waitFor();
      await page.getByRole("button", { name: "Close", exact: true }).click();
      await page.getByRole("status").getByText("Frozen", { exact: true }).waitFor();
      const [first] = harness.door().submitted;
      assert.equal(first?.command.body.kind, "freeze");
      assert.equal(first?.author.role, "admin");
      await page.getByRole("button", { name: "Resume…" }).click();
      await page.getByRole("button", { name: "Resume", exact: true }).click();
      await page.getByText("Done: Entries allowed").waitFor();
      await page.keyboard.press("Escape");
    },
  ],
  [
    "the engine dies and comes back: aged values, then live ones, nothing sent meanwhile",
    async (harness, page) => {
      await harness.stopEngine();
      await page.getByText("The engine does not answer").waitFor();
      await page.keyboard.press("Shift+X");
      await page.getByText("Nothing is sent until").waitFor();
      assert.equal(await page.getByRole("dialog").getByRole("button", { name: "Flatten" }).isDisabled(), true);
      await page.keyboard.press("Escape");
      await harness.startEngine("flat");
      await page.getByText("Why flat").waitFor({ timeout: 20_000 });
      assert.equal(await page.getByText("The engine does not answer").count(), 0);
      await harness.stopEngine();
      await harness.startEngine("running");
      await row(page, "INJ").waitFor({ timeout: 20_000 });
    },
  ],
  [
    "a viewer sees and cannot stop; a disabled one is out within five seconds",
    async (harness, page) => {
      await page.goto(`${harness.url}/settings`);
      await page.getByLabel("New user's name").fill("Vera");
      await page.getByLabel("First password").fill("Password1234");
      await page.getByRole("button", { name: "Add user" }).click();
      await confirmIt(page);
      await page.getByText("list of common passwords").waitFor();
      await page.getByLabel("First password").fill(PASSWORD);
      await page.getByRole("button", { name: "Add user" }).click();
      const role = page.getByLabel("Role of Vera");
      await role.waitFor();
      const browser = page.context().browser();
      const other = await (await browser?.newContext())?.newPage();
      assert.ok(other);
      await signIn(other, harness.url, "Vera");
      await row(other, "INJ").waitFor();
      assert.equal(await other.getByRole("button", { name: /Freeze|Flatten/ }).count(), 0);
      await other.keyboard.press("Shift+X");
      assert.equal(await other.getByRole("dialog").count(), 0);
      await page.getByRole("listitem").filter({ has: role }).getByRole("button", { name: "Disable Vera" }).click();
      await other.getByText("an admin disabled this account").waitFor({ timeout: 6_000 });
      await other.goto(harness.url);
      assert.match(other.url(), /sign-in/);
      await other.context().close();
    },
  ],
  ...SIGN_IN_JOURNEYS,
  ...REFUSAL_JOURNEYS,
  [
    "signing out ends the session for good; wrong passwords are all alike and then slow",
    async (harness, page) => {
      const before = await page.context().cookies();
      await page.getByRole("button", { name: "Menu of Ada" }).click();
      await page.getByRole("menuitem", { name: "Sign out" }).click();
      await page.waitForURL("**/sign-in");
      await page.context().addCookies(before);
      await page.goto(harness.url);
      assert.match(page.url(), /sign-in/);
      const slow = page.getByText("Too many tries");
      // The pauses double: however long this machine takes for a comparison, one of them is longer.
      for (let tried = 0; tried < 12 && (await slow.count()) === 0; tried++) {
        await page.getByLabel("Name").fill("Nobody");
        await page.getByLabel("Password").fill("harbour lamp violets");
        await page.getByRole("button", { name: "Sign in" }).click();
        if (tried < 5) await page.getByText("Name, password or code is not right").waitFor();
        else await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
      }
      await slow.waitFor();
    },
  ],
];

const harness = await startHarness({ scene: "running", rows: 400 });
const browser = await openBrowser();
const problems: string[] = [];
let failed = 0;
try {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => message.text().includes("Content Security Policy") && problems.push(message.text()));
  await setUp(page, harness.setupUrl ?? "");
  for (const [name, walk] of JOURNEYS) {
    await page.goto(harness.url);
    await row(page, "INJ").waitFor();
    try {
      await walk(harness, page);
      process.stdout.write(`ok      ${name}\n`);
    } catch (error) {
      failed += 1;
      process.stdout.write(`FAILED  ${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
} finally {
  await browser.close();
  await harness.stop();
}
for (const problem of problems) process.stdout.write(`page: ${problem}\n`);
process.exitCode = failed + problems.length === 0 ? 0 : 1;
