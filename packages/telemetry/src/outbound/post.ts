import { lookup as systemLookup } from "node:dns/promises";
import { type ClientRequest, request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import { isIP } from "node:net";
import { reachOf } from "./address.ts";

/** An address somebody typed, to which something of ours is sent. */
export type Destination = {
  readonly url: URL;
  /** May lead into one's own network, and may be plain HTTP. */
  readonly own: boolean;
};

export type Posted =
  | { readonly kind: "answered"; readonly status: number }
  /** In words that repeat nothing of the address but its host, and nothing of the answer. */
  | { readonly kind: "failed"; readonly why: string };

export type PostOptions = {
  readonly msMax: number;
  readonly lookup?: (host: string) => Promise<readonly { readonly address: string }[]>;
};

/** Reads an address, or says what is wrong with it; the sentence repeats nothing of it. */
export function readDestination(text: string, own: boolean): Destination | string {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:"))
    return "must be an address that begins with https://";
  if (url.protocol === "http:" && !own) return "must begin with https://; http:// is for one's own network only";
  if (url.username !== "" || url.password !== "") return "must not carry a user or a password";
  return { url, own };
}

/**
 * One POST of JSON, to an address that was looked at first: the one that was looked at is the one that is connected
 * to. No redirect is followed, and nothing of the answer is read but its status.
 */
export async function postOutside(destination: Destination, body: object, options: PostOptions): Promise<Posted> {
  const deadline = AbortSignal.timeout(options.msMax);
  try {
    const address = await settle(destination, options, deadline);
    if (typeof address !== "string") return address;
    return { kind: "answered", status: await send(destination.url, address, JSON.stringify(body), deadline) };
  } catch (error) {
    if (deadline.aborted) return failed(destination, `did not answer within ${options.msMax} ms`);
    const code = (error as NodeJS.ErrnoException).code;
    return failed(destination, `cannot be reached (${code ?? "unknown"})`);
  }
}

const failed = ({ url }: Destination, what: string): Posted => ({ kind: "failed", why: `${url.host} ${what}` });

/** The address to connect to, or why there is none: every one the name has must be allowed, whichever is taken. */
async function settle(destination: Destination, options: PostOptions, deadline: AbortSignal): Promise<string | Posted> {
  const host = destination.url.hostname.replace(/^\[|\]$/g, "");
  const lookup = options.lookup ?? ((name: string) => systemLookup(name, { all: true }));
  const found = isIP(host) === 0 ? await before(lookup(host), deadline) : [{ address: host }];
  const [first] = found;
  if (first === undefined) return failed(destination, "has no address");
  const refused = found.some(({ address }) => {
    const reach = reachOf(address);
    return reach === "never" || (reach === "own" && !destination.own);
  });
  return refused ? failed(destination, "leads to an address that is not public") : first.address;
}

/** A resolver knows no signal: what it answers after the deadline is left unheard. */
const before = <T>(answer: Promise<T>, deadline: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    answer.then(resolve, reject);
    deadline.addEventListener("abort", () => reject(new Error("too late")), { once: true });
  });

function send(url: URL, address: string, body: string, signal: AbortSignal): Promise<number> {
  const family = isIP(address);
  const open = url.protocol === "https:" ? secureRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const request: ClientRequest = open(
      url,
      {
        method: "POST",
        agent: false,
        signal,
        headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body) },
        lookup: (_host, { all }, done) => {
          if (all === true) done(null, [{ address, family }]);
          else done(null, address, family);
        },
      },
      (response) => {
        resolve(response.statusCode ?? 0);
        response.destroy();
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}
