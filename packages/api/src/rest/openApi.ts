import { z } from "zod";
import { commandIdSchema } from "../engine/command.ts";
import { type ApiErrorCode, HTTP_STATUS } from "../errors/index.ts";
import { REQUEST_ID_HEADER } from "../request/index.ts";
import { failureSchema, successSchema } from "./answer.ts";
import { COMMANDS, READS } from "./limits.ts";
import { IDEMPOTENCY_HEADER } from "./origin.ts";
import { DOCUMENT_PATH, demandOf, REST_ROUTES, type RestRoute } from "./routes.ts";

const VERSION = "1.0.0";

type Json = Readonly<Record<string, unknown>>;

/** What a schema says, as the document's own components say it: the schemas that check are the ones that are told. */
function jsonSchema(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}

const ANY_CALL: readonly ApiErrorCode[] = [
  "UNAUTHENTICATED",
  "TOKEN_INVALID",
  "TOKEN_EXPIRED",
  "SESSION_ENDED",
  "FORBIDDEN",
  "ORIGIN_REFUSED",
  "TOO_MANY",
  "ENGINE_UNAVAILABLE",
  "STORE_UNAVAILABLE",
  "INTERNAL",
];
const ANY_COMMAND: readonly ApiErrorCode[] = [
  ...ANY_CALL,
  "STEP_UP_REQUIRED",
  "INVALID_INPUT",
  "UNSUPPORTED",
  "TOO_LARGE",
  "COMMAND_ID_REUSED",
  "COMMAND_REFUSED",
  "CONFIG_CHANGED",
  "CONFIG_REFUSED",
];

/** Codes by the number they travel under. */
function failures(codes: readonly ApiErrorCode[]): Json {
  const byStatus = Map.groupBy(codes, (code) => HTTP_STATUS[code]);
  return Object.fromEntries(
    [...byStatus]
      .toSorted(([a], [b]) => a - b)
      .map(([status, named]) => [
        status,
        {
          description: named.join(", "),
          headers: { [REQUEST_ID_HEADER]: { $ref: "#/components/headers/RequestId" } },
          content: { "application/json": { schema: { $ref: "#/components/schemas/Failure" } } },
        },
      ]),
  );
}

const success = (description: string, route: RestRoute): Json => ({
  description,
  headers: { [REQUEST_ID_HEADER]: { $ref: "#/components/headers/RequestId" } },
  content: { "application/json": { schema: jsonSchema(successSchema(route.data), "output") } },
});

const operationId = ({ method, path }: RestRoute): string =>
  [method.toLowerCase(), ...path.split(/[/{}]+/).filter((part) => part !== "")].join("-");

function parametersOf(route: RestRoute): readonly Json[] {
  const { properties } = route.params === null ? { properties: {} } : jsonSchema(route.params, "input");
  const parts = Object.entries((properties ?? {}) as Json).map(([name, schema]) => ({
    name,
    in: "path",
    required: true,
    schema,
  }));
  return route.body === null ? parts : [...parts, { $ref: "#/components/parameters/IdempotencyKey" }];
}

function operation(route: RestRoute): Json {
  const shared = {
    operationId: operationId(route),
    summary: route.summary,
    "x-role": demandOf(route),
    parameters: parametersOf(route),
  };
  if (route.body === null)
    return { ...shared, responses: { 200: success("The answer.", route), ...failures(ANY_CALL) } };
  const needed = route.body.safeParse({}).success === false;
  return {
    ...shared,
    requestBody: {
      required: needed,
      content: { "application/json": { schema: jsonSchema(route.body, "input") } },
    },
    responses: {
      200: success("Done.", route),
      202: success("Stored; its work goes on.", route),
      ...failures(ANY_COMMAND),
    },
  };
}

const ABOUT = `Every answer is {"ok":true,"data":…} or {"ok":false,"error":{…}}, with the request's id. Amounts are text and exact; unknown is null, never zero. Beyond ${READS.burst} reads at once ${READS.perSecond} a second are answered, beyond ${COMMANDS.burst} commands ${COMMANDS.perSecond} a second; what stops, closes or reduces is never held up.`;

function build(): Json {
  const paths = Map.groupBy(REST_ROUTES, ({ path }) => path);
  return {
    openapi: "3.1.1",
    info: { title: "Evenkeel", version: VERSION, description: ABOUT },
    servers: [{ url: "/api" }],
    security: [{ apiKey: [] }, { session: [] }],
    paths: {
      ...Object.fromEntries(
        [...paths].map(([path, routes]) => [
          path,
          Object.fromEntries(routes.map((route) => [route.method.toLowerCase(), operation(route)])),
        ]),
      ),
      [DOCUMENT_PATH]: {
        get: {
          operationId: "get-openapi",
          summary: "This document. Open to anybody: it holds nothing of the installation.",
          security: [],
          "x-role": "public",
          responses: { 200: { description: "It.", content: { "application/json": { schema: { type: "object" } } } } },
        },
      },
    },
    components: {
      schemas: { Failure: jsonSchema(failureSchema, "output") },
      parameters: {
        IdempotencyKey: {
          name: IDEMPOTENCY_HEADER,
          in: "header",
          required: true,
          description:
            "One for each intention. The same key again is the same command, done once; with another body it is refused.",
          schema: jsonSchema(commandIdSchema, "input"),
        },
      },
      headers: { RequestId: { required: true, schema: { type: "string" } } },
      securitySchemes: {
        apiKey: { type: "http", scheme: "bearer", description: "An API key." },
        session: { type: "apiKey", in: "cookie", name: "evenkeel-session", description: "A signed-in user's." },
      },
    },
  };
}

let built: Json | null = null;

/** The facade as a machine reads it, made from the very routes and schemas that answer. */
export function openApiDocument(): Json {
  built ??= build();
  return built;
}
