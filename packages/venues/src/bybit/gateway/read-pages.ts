import type { VenueFailure } from "@evenkeel/core/events";
import { ok, type Result } from "@evenkeel/core/units";
import type { Endpoint, Parameters } from "../../common/transport/rest.ts";
import { ask, type Client } from "../client/client.ts";

const PAGES_MAX = 20;

/** All pages of one list. */
export async function readPages<Page extends { readonly cursor: string }>(
  client: Client,
  endpoint: Endpoint,
  parameters: Parameters,
  parse: (answer: unknown) => Page,
): Promise<Result<readonly Page[], VenueFailure>> {
  const pages: Page[] = [];
  let cursor = "";
  for (let count = 0; count < PAGES_MAX; count += 1) {
    const page = await ask(client, endpoint, cursor === "" ? parameters : { ...parameters, cursor }, parse);
    if (!page.ok) return page;
    pages.push(page.value);
    cursor = page.value.cursor;
    if (cursor === "") break;
  }
  return ok(pages);
}
