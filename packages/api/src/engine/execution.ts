import { z } from "zod";
import { EXECUTED_MAX } from "../views/index.ts";
import { createRouter, procedure } from "./procedure.ts";

const TIME_MS_MAX = Date.UTC(2200, 0, 1);
const sinceSchema = z.int().min(0).max(TIME_MS_MAX);

export const execution = createRouter({
  legRisk: procedure("viewer")
    .input(z.strictObject({ sinceMs: sinceSchema.nullable().default(null) }).prefault({}))
    .query(({ ctx, input }) => ctx.door.execution.legRisk(input.sinceMs)),
  orders: procedure("viewer")
    .input(
      z
        .strictObject({
          sinceMs: sinceSchema.nullable().default(null),
          pairId: z.string().min(1).max(64).nullable().default(null),
          limit: z.int().min(1).max(EXECUTED_MAX).default(EXECUTED_MAX),
        })
        .prefault({}),
    )
    .query(({ ctx, input }) => ctx.door.execution.orders(input)),
});
