import { answer, ERRORS, type Outcome, refuse } from "../reply.ts";
import { categoryOf, type Parsed, type RouteContext, textOf } from "../request.ts";
import { type OrderTask, resultOf } from "./order.ts";

const BATCH_MAX = { spot: 10, linear: 20, inverse: 20, option: 20 } as const;

interface Item {
  readonly symbol: string;
  readonly context: RouteContext;
}

/** The orders of a batch, each as a request of its own; null when they are no list of objects, or too many. */
function itemsOf(context: RouteContext, most: number): readonly Item[] | null {
  const list = context.params.get("request");
  if (!Array.isArray(list) || list.length === 0 || list.length > most) return null;
  const items: Item[] = [];
  for (const each of list as readonly unknown[]) {
    if (typeof each !== "object" || each === null || Array.isArray(each)) return null;
    const params = new Map([...Object.entries(each), ["category", context.params.get("category")] as const]);
    items.push({ symbol: textOf(params, "symbol") ?? "", context: { ...context, params } });
  }
  return items;
}

/** Every order stands for itself: the answer lists them all, and beside them what became of each. */
export const batch =
  (parse: (context: RouteContext) => Parsed<OrderTask>, created: boolean) =>
  (context: RouteContext): Outcome => {
    const category = categoryOf(context.params);
    if (!category.ok) return refuse(category.error);
    const items = itemsOf(context, BATCH_MAX[category.value]);
    if (items === null) return refuse(ERRORS.parameter("request"));
    const tasks = items.map((item) => ({ ...item, task: parse(item.context) }));
    return {
      kind: "commands",
      commands: tasks.flatMap(({ task }) => (task.ok ? [task.value.command] : [])),
      finish: (applied) => {
        let next = 0;
        const results = tasks.map(({ task }) => (task.ok ? resultOf(task.value, applied[next++]) : task));
        const list = tasks.map(({ symbol, context: { params, state } }, at) => {
          const result = results[at];
          const ids =
            result?.ok === true
              ? result.value
              : { orderId: textOf(params, "orderId") ?? "", orderLinkId: textOf(params, "orderLinkId") ?? "" };
          const createAt = result?.ok === true ? String(Math.floor(state.nowMs)) : "";
          return { category: category.value, symbol, ...ids, ...(created ? { createAt } : {}) };
        });
        const codes = results.map((result) =>
          result.ok ? { code: 0, msg: "OK" } : { code: result.error.code, msg: result.error.message },
        );
        return answer({ list }, { list: codes });
      },
    };
  };
