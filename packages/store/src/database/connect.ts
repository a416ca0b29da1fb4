import postgres from "postgres";

/** The engine's own connections: plain SQL, a few statements at a time, never shared with a view. */
export type Writer = postgres.Sql;
export type Connected<T> = { readonly client: T; readonly close: () => Promise<void> };

const WRITER_CONNECTIONS = 2;
export const CLOSE_SECONDS_MAX = 2;
const RECONNECT_SECONDS = 0.1;

export const OPTIONS = {
  connect_timeout: 5,
  // A database that comes back is used at once: the driver's own pause grows to 20 s.
  backoff: () => RECONNECT_SECONDS,
  // For arrays, of which there are none; its failure on a dying connection would belong to no query.
  fetch_types: false,
  onnotice: () => {},
} as const;

export const connect = (url: string, max: number): Writer => postgres(url, { ...OPTIONS, max });

/**
 * A commit is one of a few dozen texts, and its plan depends on no value: planned once, where PostgreSQL would plan the
 * first five of each anew, with an order waiting.
 */
const PLAN_ONCE = { plan_cache_mode: "force_generic_plan" };

export function openWriter(url: string): Connected<Writer> {
  const sql = postgres(url, { ...OPTIONS, max: WRITER_CONNECTIONS, connection: PLAN_ONCE });
  return { client: sql, close: () => sql.end({ timeout: CLOSE_SECONDS_MAX }) };
}

/** For the few statements of a start. */
export async function withWriter<T>(url: string, use: (sql: Writer) => Promise<T>): Promise<T> {
  const sql = connect(url, 1);
  try {
    return await use(sql);
  } finally {
    await sql.end({ timeout: CLOSE_SECONDS_MAX });
  }
}
