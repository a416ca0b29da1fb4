import { createHmac } from "node:crypto";

export interface Credentials {
  readonly key: string;
  readonly secret: string;
}

/** The fields of the venue's answers that the tests look at, under their names on the wire. */
export interface Fields {
  readonly code: number;
  readonly orderId: number;
  readonly status: string;
  readonly listenKey: string;
  readonly markPrice: string;
  readonly balances: readonly unknown[];
  readonly totalWalletBalance: string;
  readonly venueTimeMs: number;
  readonly hash: string;
  readonly cut: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Fields;
}

/** A plain signed client, so that the tests see every status and header and can also do everything wrong. */
export function createClient(port: number, { key, secret }: Credentials) {
  const send = async (method: string, path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, ...init });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: JSON.parse(text) as Fields };
  };
  const sign = (payload: string) => createHmac("sha256", secret).update(payload).digest("hex");
  const signed = (method: string, path: string, params: Record<string, string | number> = {}): Promise<Answer> => {
    const all = Object.entries({ timestamp: Date.now(), recvWindow: 5_000, ...params });
    const payload = all.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
    return send(method, `${path}?${payload}&signature=${sign(payload)}`, { headers: { "X-MBX-APIKEY": key } });
  };
  const control = (method: string, path: string, body?: unknown): Promise<Answer> =>
    send(method, `/control/${path}`, {
      headers: { "x-evenkeel-control": "1" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return { send, sign, signed, control, key };
}

export type Client = ReturnType<typeof createClient>;
