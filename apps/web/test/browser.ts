import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "@playwright/test";
import { chromiumPath } from "./env.ts";

export const PASSWORD = "harbour lamp violet 7";

export function openBrowser(): Promise<Browser> {
  const executablePath = chromiumPath();
  return chromium.launch({
    ...(existsSync(executablePath) ? { executablePath } : {}),
    args: ["--no-sandbox", "--disable-background-networking"],
  });
}

export async function makeAdmin(page: Page, setupUrl: string): Promise<void> {
  await page.goto(setupUrl);
  await page.getByLabel("Name").fill("Ada");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("Password again").fill(PASSWORD);
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.getByRole("img", { name: /QR code/ }).waitFor();
}

/** Makes the admin and goes past the offered authenticator. */
export async function setUp(page: Page, setupUrl: string): Promise<void> {
  await makeAdmin(page, setupUrl);
  await page.getByRole("button", { name: "Not now" }).click();
  await page.waitForURL((url) => url.pathname === "/");
}

/** Answers the question who it is, by the password. */
export async function confirmIt(page: Page, password = PASSWORD): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Confirm it is you" });
  await dialog.getByLabel("Your password").fill(password);
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
}

export async function signIn(page: Page, url: string, name = "Ada"): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((at) => at.pathname === "/");
}
