import { type RunningExchange, startExchange } from "@evenkeel/exchange";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { look } from "./support/look.ts";
import { openBrowser } from "./support/page.ts";

let exchange: RunningExchange;
let browser: Browser;
let page: Page;
const said: string[] = [];

test.beforeAll(async () => {
  exchange = await startExchange({ port: 0, familyPortsFrom: 0, symbols: 6, speed: 60 });
  browser = await openBrowser();
  page = await (await browser.newContext()).newPage();
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(error.message));
  await page.goto(`http://localhost:${exchange.port}/`);
});
test.afterAll(async () => {
  await browser.close();
  await exchange.close();
});

const inject = (name: string) =>
  fetch(`http://127.0.0.1:${exchange.port}/control/fault`, {
    method: "POST",
    headers: { "x-evenkeel-control": "1" },
    body: JSON.stringify({ name, symbol: "ETHUSDT" }),
  });

test("the exchange's page shows its doors, its clock and a book that moves", async () => {
  await expect(page.getByRole("status")).toHaveText("Running");
  const { port } = exchange.doors.find(({ family }) => family === "binance-futures") ?? { port: null };
  await expect(page.getByRole("row", { name: /^binance-futures / })).toContainText(`http://localhost:${port}`);
  const best = page.locator("#bids tr").first();
  const before = await best.innerText();
  await expect.poll(() => best.innerText()).not.toBe(before);
  await page.getByRole("combobox", { name: "Symbol" }).fill("ethusdt");
  await page.getByRole("combobox", { name: "Symbol" }).press("Enter");
  await page.getByLabel("Market").selectOption("spot");
  await expect(page.getByRole("combobox", { name: "Symbol" })).toHaveValue("ETHUSDT");
  await expect(page.locator("#spread")).not.toContainText("mark");
});

test("a fault that fires is told and counted", async () => {
  await expect(page.locator("#faults")).toContainText("Nothing has gone wrong yet");
  expect((await inject("leverage-changed")).status).toBe(200);
  await expect(page.getByRole("row", { name: "leverage-changed binance 1" })).toBeVisible();
  await expect(page.locator("#recent")).toContainText("ETHUSDT from 20 to");
});

test("a key's secret shows when it is asked for", async () => {
  const [account] = exchange.accounts;
  const keys = page.locator("#keys");
  await expect(keys).toContainText(account?.key ?? "");
  await expect(keys).not.toContainText(account?.secret ?? "");
  await page.getByRole("button", { name: "Show secret" }).click();
  await expect(keys).toContainText(account?.secret ?? "");
});

test("the page fits every screen, is accessible in both themes, and runs nothing inline", async () => {
  expect(await look(page)).toEqual([]);
  expect(said).toEqual([]);
  const response = await page.request.get(`http://localhost:${exchange.port}/`);
  expect(response.headers()["content-security-policy"]).toContain("script-src 'self'");
  expect(await response.text()).not.toMatch(/<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=/);
});

test("another host's name gets no page and no control", async () => {
  const { port } = exchange;
  for (const path of ["/", "/page.js", "/control/status"]) {
    const headers = { host: "evil.example", "x-evenkeel-control": "1" };
    expect((await page.request.get(`http://127.0.0.1:${port}${path}`, { headers })).ok()).toBe(false);
  }
});

test("an exchange that is gone says so, and keeps its last values", async () => {
  await exchange.close();
  await expect(page.getByRole("status")).toHaveText("No answer: what you see is old");
  await expect(page.locator("#bids tr").first()).toBeVisible();
});
