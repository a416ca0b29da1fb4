export { onRequestError, register } from "./start/env.ts";
