import { createHash } from "node:crypto";
import type { ExchangeState } from "../../../exchange/state.ts";
import type { Dispatched, Reply } from "../../wire.ts";
import { timeProblem } from "../dispatch.ts";
import { chargeCall } from "../limits.ts";
import { type BybitError, ERRORS, type Outcome } from "../reply.ts";
import type { Route } from "../request.ts";
import { ORDER_ROUTES } from "../rest/routes.ts";
import type { BybitSession } from "../session.ts";
import type { Connection } from "./connection.ts";
import { authenticate } from "./control.ts";

const OPERATIONS: Readonly<Record<string, string>> = {
  "order.create": "/v5/order/create",
  "order.amend": "/v5/order/amend",
  "order.cancel": "/v5/order/cancel",
  "order.create-batch": "/v5/order/create-batch",
  "order.amend-batch": "/v5/order/amend-batch",
  "order.cancel-batch": "/v5/order/cancel-batch",
};

/** Ids that are remembered against repetition; the oldest are forgotten. */
const REQUESTS_MAX = 10_000;
const ID_LENGTH_MAX = 36;

const PROBLEMS = {
  parameters: { status: 200, code: 10001, message: "param error" },
  expired: { status: 200, code: 10001, message: "param error: expires is in the past" },
  key: ERRORS.key,
  sign: ERRORS.sign,
  again: { status: 200, code: 20001, message: "repeat auth" },
} as const;

const frame = (value: object): Dispatched => ({ kind: "reply", reply: asReply(value) });
const asReply = (value: object): Reply => ({ status: 200, headers: {}, body: JSON.stringify(value) });

/** What was said on the order socket, answered by frames that look like the REST answers. */
export function receiveTrade(
  state: ExchangeState,
  session: BybitSession,
  connection: Connection,
  body: Readonly<Record<string, unknown>>,
  wallMs: number,
): Dispatched {
  const { op, args } = body;
  const list = Array.isArray(args) ? (args as readonly unknown[]) : [];
  const reqId = typeof body.reqId === "string" || typeof body.reqId === "number" ? String(body.reqId) : null;
  const named = reqId === null ? {} : { reqId };
  const name = typeof op === "string" ? op : "";
  const connId = connection.id;
  if (name === "ping") {
    return frame({ ...named, retCode: 0, retMsg: "OK", op: "pong", data: [String(wallMs)], connId });
  }
  if (name === "auth") {
    const problem = authenticate(connection, session, list, wallMs);
    const error = problem === null ? null : PROBLEMS[problem];
    return frame({ ...named, retCode: error?.code ?? 0, retMsg: error?.message ?? "OK", op: "auth", connId });
  }
  return receiveOrder(state, session, connection, { name, reqId, list, header: body.header }, wallMs);
}

interface OrderRequest {
  readonly name: string;
  readonly reqId: string | null;
  readonly list: readonly unknown[];
  readonly header: unknown;
}

function receiveOrder(
  state: ExchangeState,
  session: BybitSession,
  connection: Connection,
  request: OrderRequest,
  wallMs: number,
): Dispatched {
  const { name, reqId, list } = request;
  const path = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  const route: Route | undefined = path === undefined ? undefined : ORDER_ROUTES[`POST ${path}`];
  let limits: Readonly<Record<string, string>> = {};
  const reply = (outcome: Exclude<Outcome, { kind: "commands" }>): Reply =>
    asReply({
      ...(reqId === null ? {} : { reqId }),
      retCode: outcome.kind === "refuse" ? outcome.error.code : 0,
      retMsg: outcome.kind === "refuse" ? outcome.error.message : "OK",
      op: name,
      data: outcome.kind === "refuse" ? {} : outcome.result,
      retExtInfo: outcome.kind === "refuse" ? {} : (outcome.extra ?? {}),
      header: { ...limits, Traceid: traceOf(connection, reqId ?? "", wallMs), Timenow: String(wallMs) },
      connId: connection.id,
    });
  const refuse = (error: BybitError): Dispatched => ({ kind: "reply", reply: reply({ kind: "refuse", error }) });
  const account = state.accounts.get(connection.account ?? "");
  const key = session.keys.get(connection.apiKey ?? "");
  if (account === undefined || key === undefined) return refuse(ERRORS.notAuthenticated);
  if (path === undefined || route === undefined) return refuse(ERRORS.operation);
  if (reqId !== null && reqId.length > ID_LENGTH_MAX) return refuse(ERRORS.parameter("reqId"));
  if (reqId !== null && !remember(connection, reqId)) return refuse(ERRORS.duplicateRequest);
  const late = headerProblem(request.header, wallMs);
  if (late !== null) return refuse(late);
  const { tradingAuthorityExpirationTime: expires } = key.restrictions;
  if (expires !== null && expires <= wallMs) return refuse(ERRORS.keyExpired);
  const [first] = list;
  if (list.length !== 1 || typeof first !== "object" || first === null || Array.isArray(first)) {
    return refuse(ERRORS.parameter("args"));
  }
  const charge = chargeCall(session, account.name, path, route.perSecondMax, wallMs);
  limits = charge.headers;
  if (charge.over) return refuse(ERRORS.tooMany);
  const outcome = route.handle({
    state,
    session,
    params: new Map(Object.entries(first)),
    account,
    apiKey: connection.apiKey ?? "",
    restrictions: key.restrictions,
    wallMs,
  });
  if (outcome.kind !== "commands") return { kind: "reply", reply: reply(outcome) };
  return { kind: "commands", commands: outcome.commands, finish: (applied) => reply(outcome.finish(applied)) };
}

function headerProblem(header: unknown, wallMs: number): BybitError | null {
  if (typeof header !== "object" || header === null) return ERRORS.parameter("header");
  const fields = header as Record<string, unknown>;
  const text = (name: string, byDefault: string): string => {
    const value = fields[name] ?? byDefault;
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
  };
  return timeProblem(text("X-BAPI-TIMESTAMP", ""), text("X-BAPI-RECV-WINDOW", "5000"), wallMs);
}

/** False where the id came before. */
function remember({ requests }: Connection, id: string): boolean {
  if (requests.has(id)) return false;
  requests.add(id);
  if (requests.size > REQUESTS_MAX) {
    const [oldest] = requests;
    if (oldest !== undefined) requests.delete(oldest);
  }
  return true;
}

const traceOf = (connection: Connection, id: string, wallMs: number): string =>
  createHash("sha256").update(`${connection.id}:${id}:${wallMs}`).digest("hex").slice(0, 32);
