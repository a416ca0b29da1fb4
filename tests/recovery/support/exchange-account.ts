import { createHmac } from "node:crypto";
import { request } from "node:http";
import { type Amount, parseAmount } from "@evenkeel/core/units";

export type Account = { readonly key: string; readonly secret: string; readonly port: number };

const amountOf = (text: string): Amount => {
  const parsed = parseAmount(text);
  if (!parsed.ok) throw new Error(`the exchange says ${text}`);
  return parsed.value;
};

/** A signed question to the exchange itself, past everything of ours. */
export function ask(
  account: Account,
  host: string,
  path: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const query = new URLSearchParams({ ...parameters, timestamp: String(Date.now()), recvWindow: "10000" }).toString();
  const signature = createHmac("sha256", account.secret).update(query).digest("hex");
  const options = {
    host: "127.0.0.1",
    port: account.port,
    path: `${path}?${query}&signature=${signature}`,
    headers: { host, "x-mbx-apikey": account.key },
  };
  return new Promise((resolve, reject) => {
    request(options, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => (body += text));
      response.once("end", () => resolve(JSON.parse(body)));
    })
      .once("error", reject)
      .end();
  });
}

type SpotAccount = { readonly balances: readonly { asset: string; free: string; locked: string }[] };
type FuturesBalance = { readonly asset: string; readonly balance: string };
type Position = { readonly symbol: string; readonly positionAmt: string };

/** Every balance that is not nothing, by wallet and asset, to the last digit. */
export async function balancesOf(account: Account): Promise<Map<string, Amount>> {
  const spot = (await ask(account, "api.binance.com", "/api/v3/account")) as SpotAccount;
  const futures = (await ask(account, "fapi.binance.com", "/fapi/v3/balance")) as readonly FuturesBalance[];
  const told = new Map<string, Amount>();
  for (const { asset, free, locked } of spot.balances)
    told.set(`spot/${asset}`, (amountOf(free) + amountOf(locked)) as Amount);
  for (const { asset, balance } of futures) told.set(`futures/${asset}`, amountOf(balance));
  for (const [key, amount] of told) if (amount === 0n) told.delete(key);
  return told;
}

export async function positionsOf(account: Account): Promise<Map<string, string>> {
  const rows = (await ask(account, "fapi.binance.com", "/fapi/v3/positionRisk")) as readonly Position[];
  return new Map(rows.filter((row) => Number(row.positionAmt) !== 0).map((row) => [row.symbol, row.positionAmt]));
}
