import { mkdirSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { phoneWith } from "@evenkeel/api/testing";
import type { Browser, Page } from "@playwright/test";
import { confirmIt, makeAdmin, openBrowser, signIn } from "./browser.ts";
import { startHarness } from "./harness.ts";

/** Paints every state to a folder and counts what axe finds. `node test/screens.ts <folder>`. */
const folder = process.argv[2] ?? "test-results/screens";
mkdirSync(folder, { recursive: true });

const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;
type Size = keyof typeof SIZES;
type Scheme = "dark" | "light";
let found = 0;

async function shoot(page: Page, name: string, options: { readonly whole: boolean }): Promise<void> {
  await page.waitForTimeout(700);
  const { violations } = await new AxeBuilder({ page }).analyze();
  found += violations.length;
  for (const violation of violations)
    process.stdout.write(
      `axe ${name}: ${violation.id} ${violation.help}\n  ${violation.nodes
        .slice(0, 3)
        .map((node) => `${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`)
        .join("\n  ")}\n`,
    );
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (beyond > 0) {
    found += 1;
    process.stdout.write(`${name}: ${beyond} px wider than the screen\n`);
  }
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: options.whole });
}

/** Agreement, difference, the question before it is accepted, and how it went. */
async function shootReview(browser: Browser): Promise<void> {
  for (const size of ["desktop", "phone"] as const)
    for (const scheme of ["dark", "light"] as const) {
      await harness.stopEngine();
      await harness.startEngine("running");
      const page = await openPage(browser, size, scheme);
      await signIn(page, harness.url);
      await page.goto(`${harness.url}/review`);
      await page.getByText("to the last digit").waitFor();
      await shoot(page, `review-agrees-${size}-${scheme}`, { whole: true });
      await harness.stopEngine();
      await harness.startEngine("frozen");
      await page.getByText("At the venues and not ours").waitFor({ timeout: 20_000 });
      await shoot(page, `review-outside-${size}-${scheme}`, { whole: true });
      await harness.stopEngine();
      await harness.startEngine("halted");
      await page.getByText("Halted for review").waitFor({ timeout: 20_000 });
      await shoot(page, `review-${size}-${scheme}`, { whole: true });
      await page.getByText("Money that was moved").click();
      await page.getByRole("button", { name: /^Accept/ }).click();
      await page.getByLabel(/^Why/).fill("deposit of Monday");
      await shoot(page, `review-accept-${size}-${scheme}`, { whole: false });
      await page.keyboard.press("Enter");
      await confirmIt(page);
      await page.getByText(/^Done: Accepted/).waitFor();
      await shoot(page, `review-accepted-${size}-${scheme}`, { whole: false });
      await page.context().close();
    }
}

/** What executing cost: of an engine that traded, one that never did, one that is halted, and one that is gone. */
async function shootExecution(browser: Browser): Promise<void> {
  for (const size of ["desktop", "phone"] as const)
    for (const scheme of ["dark", "light"] as const) {
      const page = await openPage(browser, size, scheme);
      await signIn(page, harness.url);
      await page.goto(`${harness.url}/execution`);
      await page.getByText("Legs standing alone").waitFor();
      await page
        .getByRole("row", { name: /^SOLUSDT/ })
        .first()
        .waitFor();
      await shoot(page, `execution-${size}-${scheme}`, { whole: true });
      await page.locator("#alone [data-row-button]").first().click();
      await page.locator("#orders [data-row-button]").nth(1).click();
      await shoot(page, `execution-open-${size}-${scheme}`, { whole: true });
      await harness.stopEngine();
      await page.getByText("does not answer").waitFor();
      await shoot(page, `execution-offline-${size}-${scheme}`, { whole: true });
      for (const scene of ["flat", "halted"] as const) {
        await harness.stopEngine();
        await harness.startEngine(scene);
        await page.goto(`${harness.url}/execution`);
        await page.getByText(scene === "flat" ? "No order was decided" : "Halted: only").waitFor();
        await shoot(page, `execution-${scene}-${size}-${scheme}`, { whole: true });
      }
      await harness.stopEngine();
      await harness.startEngine("running");
      await page.context().close();
    }
}

/** The hand-flatten sheet: held, not held, beside HALTED NOT FLAT, on paper, and from the database alone. */
async function shootSheet(browser: Browser): Promise<void> {
  for (const size of ["desktop", "phone"] as const)
    for (const scheme of ["dark", "light"] as const) {
      const page = await openPage(browser, size, scheme);
      await signIn(page, harness.url);
      for (const scene of ["flat", "not-flat", "halted"] as const) {
        await harness.stopEngine();
        await harness.startEngine(scene);
        await page.goto(`${harness.url}/sheet`);
        await page
          .getByText(scene === "flat" ? "Nothing to do" : "reduce-only")
          .first()
          .waitFor();
        await page.getByText("does not answer").waitFor({ state: "detached", timeout: 20_000 });
        await shoot(page, `sheet-${scene}-${size}-${scheme}`, { whole: true });
      }
      await page.emulateMedia({ media: "print", colorScheme: scheme });
      await shoot(page, `sheet-paper-${size}-${scheme}`, { whole: true });
      await page.emulateMedia({ media: "screen", colorScheme: scheme });
      await harness.stopEngine();
      await page.goto(`${harness.url}/sheet`);
      await page.getByText("from the database alone").waitFor();
      await shoot(page, `sheet-database-${size}-${scheme}`, { whole: true });
      await harness.startEngine("running");
      await page.context().close();
    }
}

async function openPage(browser: Browser, size: Size, scheme: Scheme): Promise<Page> {
  const context = await browser.newContext({ viewport: SIZES[size], colorScheme: scheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error") process.stdout.write(`console: ${message.text()}\n`);
  });
  page.on("pageerror", (error) => process.stdout.write(`page error: ${error.message}\n`));
  return page;
}

/** Turned on and off again: what signs in afterwards needs no code. */
async function shootCodes(browser: Browser): Promise<void> {
  const page = await openPage(browser, "phone", "light");
  await signIn(page, harness.url);
  await page.goto(`${harness.url}/settings`);
  await page.getByRole("button", { name: "Turn on" }).click();
  await page.getByRole("img", { name: /QR code/ }).waitFor();
  await shoot(page, "enrol-phone-light", { whole: true });
  const phone = phoneWith(await page.locator("code").innerText());
  await page.getByLabel("Code from your authenticator").fill(phone(Date.now()));
  await page.getByRole("button", { name: "Turn on" }).click();
  await page.getByRole("heading", { name: "Your recovery codes" }).waitFor();
  const [code = ""] = await page.locator("ol > li").allInnerTexts();
  await shoot(page, "codes-phone-light", { whole: true });
  await page.getByRole("button", { name: "I have kept them" }).click();
  await page.getByRole("button", { name: "Turn off" }).click();
  await page.getByRole("dialog").getByLabel("Code").fill(code);
  await shoot(page, "confirm-phone-light", { whole: false });
  await page.keyboard.press("Enter");
  await page.getByText(/The password alone signs you in/).waitFor();
  await page.context().close();
}

const harness = await startHarness({ scene: "running", rows: 400 });
const browser = await openBrowser();
try {
  const first = await openPage(browser, "desktop", "dark");
  if (harness.setupUrl === null) throw new Error("already set up");
  await first.goto(harness.setupUrl);
  await shoot(first, "setup", { whole: false });
  await makeAdmin(first, harness.setupUrl);
  await shoot(first, "setup-authenticator", { whole: false });
  await first.getByRole("button", { name: "Not now" }).click();
  await first.waitForURL((url) => url.pathname === "/");
  await first.goto(harness.setupUrl);
  await shoot(first, "setup-spent", { whole: false });
  const signInPage = await openPage(browser, "phone", "light");
  await signInPage.goto(`${harness.url}/sign-in`);
  await shoot(signInPage, "sign-in-phone-light", { whole: false });

  for (const size of ["desktop", "phone"] as const)
    for (const scheme of ["dark", "light"] as const) {
      const page = await openPage(browser, size, scheme);
      await signIn(page, harness.url);
      await page.getByRole("row", { name: /INJ/ }).first().waitFor();
      await shoot(page, `deck-${size}-${scheme}`, { whole: size === "phone" });
      if (scheme === "dark") {
        await page.getByRole("row", { name: /ARB/ }).first().click();
        await page.getByRole("button", { name: "SOL", exact: true }).click();
        await shoot(page, `deck-${size}-open`, { whole: size === "phone" });
        await page
          .getByRole("button", { name: /^Flatten/ })
          .last()
          .click({ force: true })
          .catch(() => undefined);
        await page.waitForTimeout(200);
        await shoot(page, `flatten-${size}`, { whole: false });
        await page.keyboard.press("Escape");
        await page.goto(`${harness.url}/settings`);
        await page.getByText("this one").waitFor();
        await page.getByRole("button", { name: /sessions? of Ada/ }).click();
        await shoot(page, `settings-${size}`, { whole: true });
        await page.getByRole("button", { name: "Turn on" }).click();
        await page.getByRole("img", { name: /QR code/ }).waitFor();
        await shoot(page, `enrol-${size}`, { whole: true });
        await harness.forgetProofs();
        await page.getByLabel("New user's name").fill("Vera");
        await page.getByLabel("First password").fill("seven green anchors");
        await page.getByRole("button", { name: "Add user" }).click();
        await page.getByLabel("Your password").waitFor();
        await shoot(page, `confirm-${size}`, { whole: false });
        await page.keyboard.press("Escape");
      }
      await page.context().close();
    }

  await shootCodes(browser);
  await shootReview(browser);
  await shootSheet(browser);
  await shootExecution(browser);

  for (const width of [360, 768, 1024]) {
    const narrow = await openPage(browser, "phone", "dark");
    await narrow.setViewportSize({ width, height: 800 });
    await signIn(narrow, harness.url);
    await narrow.getByRole("row", { name: /INJ/ }).first().waitFor();
    await shoot(narrow, `deck-${width}`, { whole: true });
    await narrow.goto(`${harness.url}/settings`);
    await narrow.getByText("this one").waitFor();
    await shoot(narrow, `settings-${width}`, { whole: true });
    await narrow.context().close();
  }

  const page = await openPage(browser, "desktop", "dark");
  await signIn(page, harness.url);
  await page.getByRole("row", { name: /INJ/ }).first().waitFor();
  await page.keyboard.press("?");
  await shoot(page, "keys", { whole: false });
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await shoot(page, "palette", { whole: false });
  await page.keyboard.press("Escape");
  await harness.stopEngine();
  await page.getByText("does not answer").waitFor();
  await page.waitForTimeout(2_000);
  await shoot(page, "offline", { whole: false });
  for (const scene of ["flat", "starting", "frozen", "halted"] as const) {
    await harness.stopEngine();
    await harness.startEngine(scene);
    await page.getByText("does not answer").waitFor({ state: "detached", timeout: 20_000 });
    await shoot(page, `deck-${scene}`, { whole: false });
  }
} finally {
  await browser.close();
  await harness.stop();
}
process.stdout.write(`${found} problems\n`);
process.exitCode = found === 0 ? 0 : 1;
