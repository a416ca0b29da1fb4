import type { Params } from "../request.ts";

/** What a client asked for in one frame. */
export interface SocketRequest {
  /** The client's own, as JSON text: it comes back as it came. */
  readonly id: string;
  readonly method: string;
  readonly params: Params;
}

export type ReadRequest =
  | { readonly ok: true; readonly request: SocketRequest }
  | { readonly ok: false; readonly id: string };

const ID_LENGTH_MAX = 36;

type Reviver = (name: string, value: unknown, context?: { readonly source?: string }) => unknown;

/** Numbers stay the digits that were sent: the signature was made over those. */
const keepDigits: Reviver = (_name, value, context) =>
  typeof value === "number" ? (context?.source ?? String(value)) : value;

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

function readId(value: unknown, digits: unknown): string | null {
  if (value === undefined || value === null) return "null";
  if (typeof value === "number" && Number.isInteger(value) && typeof digits === "string") return digits;
  return typeof value === "string" && value.length <= ID_LENGTH_MAX ? JSON.stringify(value) : null;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** One frame into a request. A nested list keeps its JSON text, as it would stand in a query. */
export function readRequest(text: string): ReadRequest {
  let plain: unknown;
  let exact: unknown;
  try {
    plain = JSON.parse(text);
    exact = JSON.parse(text, keepDigits);
  } catch {
    return { ok: false, id: "null" };
  }
  if (!isObject(plain) || !isObject(exact)) return { ok: false, id: "null" };
  const id = readId(plain.id, exact.id);
  if (id === null) return { ok: false, id: "null" };
  const given = exact.params ?? {};
  if (typeof plain.method !== "string" || !isObject(given)) return { ok: false, id };
  const params = new Map<string, string>();
  for (const [name, value] of Object.entries(given)) {
    if (value !== null) params.set(name, textOf(value));
  }
  return { ok: true, request: { id, method: plain.method, params } };
}

/** What was signed: every parameter but the signature, by name in the order of the alphabet. */
export function signedText(params: Params): string {
  const names = [...params.keys()].filter((name) => name !== "signature").toSorted();
  return names.map((name) => `${name}=${params.get(name)}`).join("&");
}
