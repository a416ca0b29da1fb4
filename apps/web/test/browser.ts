import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "@playwright/test";

const CANDIDATES = [process.env["CHROMIUM_PATH"] ?? "", "/usr/bin/chromium", "/usr/bin/google-chrome"];

export const PASSWORD = "harbour lamp violet 7";

export function openBrowser(): Promise<Browser> {
  const executablePath = CANDIDATES.find((path) => path !== "" && existsSync(path));
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: ["--no-sandbox", "--disable-background-networking"],
  });
}

export async function setUp(page: Page, setupUrl: string): Promise<void> {
  await page.goto(setupUrl);
  await page.getByLabel("Name").fill("Ada");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("Password again").fill(PASSWORD);
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.waitForURL((url) => url.pathname === "/");
}

export async function signIn(page: Page, url: string, name = "Ada"): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((at) => at.pathname === "/");
}
