import type { Page } from "@playwright/test";

/** What a page complained about since it was last asked: in its console, by its policy, by throwing. */
export type Watch = { readonly take: () => readonly string[] };

/** Chromium reports every answer that is an error; the page that is meant to be missing is no complaint. */
const EXPECTED = /Failed to load resource: the server responded with a status of 404/;

export function watch(page: Page): Watch {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(`threw ${error.message}`));
  page.on("console", (message) => {
    const text = message.text();
    if (message.type() === "error" && !EXPECTED.test(text)) complaints.push(`console: ${text}`);
  });
  return { take: () => complaints.splice(0) };
}
