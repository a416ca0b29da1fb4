import AxeBuilder from "@axe-core/playwright";
import { phoneWith } from "@evenkeel/api/testing";
import { type Browser, chromium, expect, type Page } from "@playwright/test";
import { findChromium } from "./find-chromium.ts";

export const ADMIN = { name: "Ada", password: "harbour lamp violet 7" } as const;

export async function openBrowser(more: readonly string[] = []): Promise<Browser> {
  const executablePath = await findChromium();
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...more,
    ],
  });
}

/** What the admin of these tests keeps on the phone and on paper. */
export type Proofs = { readonly phone: ReturnType<typeof phoneWith>; readonly recovery: string[] };

export async function makeAdmin(page: Page, setupUrl: string): Promise<void> {
  await page.goto(setupUrl);
  await page.getByLabel("Name").fill(ADMIN.name);
  await page.getByLabel("Password", { exact: true }).fill(ADMIN.password);
  await page.getByLabel("Password again").fill(ADMIN.password);
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.getByRole("img", { name: /QR code/ }).waitFor();
}

/** Takes the authenticator that is offered after set-up or in the settings. */
export async function enrol(page: Page): Promise<Proofs> {
  const phone = phoneWith(await page.locator("code").innerText());
  await page.getByLabel("Code from your authenticator").fill(phone(Date.now()));
  await page.getByRole("button", { name: "Turn on" }).click();
  await page.getByRole("heading", { name: "Your recovery codes" }).waitFor();
  const recovery = await page.locator("ol > li").allInnerTexts();
  await expectAccessible(page);
  await page.getByRole("button", { name: "I have kept them" }).click();
  return { phone, recovery };
}

/** Makes the admin and goes past the offered authenticator. */
export async function setUp(page: Page, setupUrl: string): Promise<void> {
  await makeAdmin(page, setupUrl);
  await page.getByRole("button", { name: "Not now" }).click();
  await page.waitForURL((url) => url.pathname === "/");
}

export async function trySignIn(page: Page, url: string, code = ""): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel("Name").fill(ADMIN.name);
  await page.getByLabel("Password").fill(ADMIN.password);
  await page.getByLabel(/^Code from your authenticator/).fill(code);
  await page.getByRole("button", { name: "Sign in" }).click();
}

export async function signIn(page: Page, url: string, code = ""): Promise<void> {
  await trySignIn(page, url, code);
  await page.waitForURL((at) => at.pathname === "/");
}

/** Nothing that axe can find, in the theme and size the page has now. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`),
  ).toEqual([]);
}
