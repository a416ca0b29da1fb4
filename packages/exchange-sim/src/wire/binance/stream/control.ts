/** What a client may say on a stream. Anything else gets the venue's error and keeps its connection. */
export type StreamRequest =
  | { readonly kind: "subscribe" | "unsubscribe"; readonly names: readonly string[]; readonly id: unknown }
  | { readonly kind: "list"; readonly id: unknown }
  | { readonly kind: "property"; readonly id: unknown }
  | { readonly kind: "set-property"; readonly combined: boolean; readonly id: unknown }
  | { readonly kind: "bad"; readonly reply: string };

const NAMES_MAX = 1_024;

const bad = (code: number, message: string, id: unknown = null): StreamRequest => ({
  kind: "bad",
  reply: JSON.stringify({ error: { code, msg: message }, id }),
});

export function parseStreamRequest(text: string): StreamRequest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return bad(3, "Invalid JSON: expected value");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return bad(2, "Invalid request: not an object");
  const { method, params, id } = value as Record<string, unknown>;
  const plain = typeof id === "number" || typeof id === "string" ? id : null;
  if (method === "LIST_SUBSCRIPTIONS") return { kind: "list", id: plain };
  if (method === "GET_PROPERTY" || method === "SET_PROPERTY") return parseProperty(method, params, plain);
  if (method !== "SUBSCRIBE" && method !== "UNSUBSCRIBE") {
    const known = "`SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY`";
    return bad(2, `Invalid request: unknown variant, expected one of ${known}`, plain);
  }
  if (!Array.isArray(params) || params.length > NAMES_MAX || !params.every((each) => typeof each === "string")) {
    return bad(2, "Invalid request: params must be a list of stream names", plain);
  }
  return { kind: method === "SUBSCRIBE" ? "subscribe" : "unsubscribe", names: params, id: plain };
}

/** The one property: whether frames arrive wrapped with their stream's name. */
function parseProperty(method: "GET_PROPERTY" | "SET_PROPERTY", params: unknown, id: unknown): StreamRequest {
  const [name, value] = Array.isArray(params) ? (params as unknown[]) : [];
  if (typeof name !== "string") return bad(2, "Invalid request: property name must be a string", id);
  if (name !== "combined") return bad(0, "Unknown property", id);
  if (method === "GET_PROPERTY") return { kind: "property", id };
  if (typeof value !== "boolean") return bad(1, "Invalid value type: expected Boolean", id);
  return { kind: "set-property", combined: value, id };
}

export const property = (combined: boolean, id: unknown): string => JSON.stringify({ result: combined, id });
export const acknowledged = (id: unknown): string => JSON.stringify({ result: null, id });
export const listed = (names: readonly string[], id: unknown): string => JSON.stringify({ result: names, id });
export const combined = (name: string, frame: string): string => `{"stream":"${name}","data":${frame}}`;
