import assert from "node:assert/strict";
import { phoneWith } from "@evenkeel/api/testing";
import type { Page } from "@playwright/test";
import { confirmIt, PASSWORD, signIn } from "./browser.ts";
import type { Harness } from "./harness.ts";

/** What proves who somebody is, from the first code to the last session. In this order: each builds on the one before. */
export type Journey = readonly [name: string, walk: (harness: Harness, page: Page) => Promise<void>];

const NEXT_PASSWORD = "seven green anchors";
let phone = phoneWith("");
let codes: string[] = [];

const settings = async (harness: Harness, page: Page): Promise<void> => {
  await page.goto(`${harness.url}/settings`);
  await page.getByRole("region", { name: "How you sign in" }).waitFor();
};
async function elsewhere(page: Page): Promise<Page> {
  const context = await page.context().browser()?.newContext();
  assert.ok(context);
  return context.newPage();
}
async function trySignIn(page: Page, harness: Harness, code: string): Promise<void> {
  await page.goto(`${harness.url}/sign-in`);
  await page.getByLabel("Name").fill("Ada");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByLabel(/^Code from your/).fill(code);
  await page.getByRole("button", { name: "Sign in" }).click();
}

export const SIGN_IN_JOURNEYS: readonly Journey[] = [
  [
    "an authenticator is on once a code of it came back, and ten recovery codes are shown once",
    async (harness, page) => {
      await settings(harness, page);
      await page.getByRole("button", { name: "Turn on" }).click();
      await page.getByRole("img", { name: /QR code/ }).waitFor();
      const secret = await page.locator("code").innerText();
      assert.match(secret, /^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
      phone = phoneWith(secret);
      const field = page.getByLabel("Code from your authenticator");
      assert.equal(await field.getAttribute("autocomplete"), "one-time-code");
      assert.equal(await field.getAttribute("inputmode"), "numeric");
      await field.fill("000000");
      await page.getByRole("button", { name: "Turn on" }).click();
      await page.getByText("This code does not fit").waitFor();
      await field.fill(phone(Date.now()));
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Your recovery codes" }).waitFor();
      codes = await page.locator("ol > li").allInnerTexts();
      assert.equal(codes.length, 10);
      await page.getByRole("button", { name: "I have kept them" }).click();
      await page.getByText("10 recovery codes left").waitFor();
    },
  ],
  [
    "signing in takes the code, each once; a recovery code stands in for it, once",
    async (harness, page) => {
      const other = await elsewhere(page);
      await trySignIn(other, harness, "");
      await other.getByText("Name, password or code is not right").waitFor();
      const code = phone(Date.now(), 1);
      await trySignIn(other, harness, code);
      await other.waitForURL((url) => url.pathname === "/");
      const third = await elsewhere(page);
      await trySignIn(third, harness, code);
      await third.getByText("Name, password or code is not right").waitFor();
      await trySignIn(third, harness, codes[0] ?? "");
      await third.waitForURL((url) => url.pathname === "/");
      await third.context().clearCookies();
      await trySignIn(third, harness, codes[0] ?? "");
      await third.getByText("Name, password or code is not right").waitFor();
      await other.context().close();
      await third.context().close();
    },
  ],
  [
    "lifting a halt asks who it is, may be declined, and then goes through with one answer",
    async (harness, page) => {
      await harness.forgetProofs();
      await harness.stopEngine();
      await harness.startEngine("halted");
      await page.getByRole("status").getByText("HALTED").waitFor({ timeout: 20_000 });
      await page.getByRole("button", { name: "Resume…" }).click();
      const order = page.getByRole("dialog", { name: "Resume?" });
      await order.getByRole("button", { name: "Resume" }).click();
      const dialog = page.getByRole("dialog", { name: "Confirm it is you" });
      await dialog.getByLabel("Code").waitFor();
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
      assert.equal(harness.door().submitted.length, 0);
      await order.getByRole("button", { name: "Resume" }).click();
      await dialog.getByLabel("Code").fill("123456");
      await page.keyboard.press("Enter");
      await dialog.getByText("This code does not fit").waitFor();
      await dialog.getByLabel("Code").fill(codes[1] ?? "");
      await page.keyboard.press("Enter");
      await order.getByText(/^(Done|Under way)/).waitFor();
      assert.equal(harness.door().submitted.length, 1);
      await page.keyboard.press("Escape");
      await harness.stopEngine();
      await harness.startEngine("running");
    },
  ],
  [
    "the authenticator is turned off by who confirms, and the password alone signs in again",
    async (harness, page) => {
      await settings(harness, page);
      await page.getByText("8 recovery codes left").waitFor();
      await page.getByRole("button", { name: "Turn off" }).click();
      await page.getByText(/The password alone signs you in/).waitFor();
      const other = await elsewhere(page);
      await signIn(other, harness.url);
      await other.context().close();
    },
  ],
  [
    "a new password ends the other sessions at once and says so there",
    async (harness, page) => {
      const other = await elsewhere(page);
      await signIn(other, harness.url);
      await other.getByRole("row", { name: /^INJ / }).first().waitFor();
      await settings(harness, page);
      const change = async (current: string, next: string): Promise<void> => {
        await page.getByLabel("Password now").fill(current);
        await page.getByLabel("New password", { exact: true }).fill(next);
        await page.getByLabel("New password again").fill(next);
        await page.getByRole("button", { name: "Change it" }).click();
      };
      await change("not my password", NEXT_PASSWORD);
      await page.getByText("This is not your password").waitFor();
      await change(PASSWORD, NEXT_PASSWORD);
      await page.getByText("Changed. Your other sessions have ended.").waitFor();
      await other.getByText("the password of this account was changed").waitFor({ timeout: 8_000 });
      await other.getByRole("link", { name: "Sign in again" }).click();
      await other.getByText("Your session has ended: the password of this account was changed").waitFor();
      await other.context().close();
      await change(NEXT_PASSWORD, PASSWORD);
      await page.getByText("Changed. Your other sessions have ended.").waitFor();
    },
  ],
  [
    "an admin makes a user after confirming, raises them, sees and ends their session; they hear why",
    async (harness, page) => {
      await harness.forgetProofs();
      await settings(harness, page);
      await page.getByLabel("New user's name").fill("Otto");
      await page.getByLabel("First password").fill(PASSWORD);
      await page.getByRole("button", { name: "Add user" }).click();
      await confirmIt(page);
      const role = page.getByLabel("Role of Otto");
      await role.waitFor();
      const other = await elsewhere(page);
      await signIn(other, harness.url, "Otto");
      await other.getByRole("row", { name: /^INJ / }).first().waitFor();
      await role.selectOption("operator");
      await page.getByText("Otto is now an operator").waitFor();
      await other.getByText("an admin changed your role").waitFor({ timeout: 8_000 });
      await signIn(other, harness.url, "Otto");
      await other
        .getByRole("button", { name: /^Freeze/ })
        .first()
        .waitFor();
      await page.reload();
      await page.getByRole("button", { name: /sessions? of Otto/ }).click();
      await page.getByRole("button", { name: "End all sessions" }).click();
      await other.getByText("it was ended from another one").waitFor({ timeout: 8_000 });
      await other.context().close();
    },
  ],
];
