import { text } from "node:stream/consumers";
import { openErrorReporter } from "./errors.ts";

const DELIVERY_MS_MAX = 3_000;

type Told = { readonly dsn: string; readonly process: string; readonly message: string; readonly stack: string };

/** Delivers the error of a process that ends. What comes in was scrubbed by whoever knew its secrets. */
const { dsn, process: name, message, stack } = JSON.parse(await text(process.stdin)) as Told;
const reporter = await openErrorReporter({ dsn, process: name, scrub: (told) => told });
reporter.report(Object.assign(new Error(message), { stack }), { fatal: "true" });
await reporter.flush(DELIVERY_MS_MAX);
