export { readOrCreateSecret } from "../secret.ts";
export { type Inspected, inspectDatabase } from "./inspect.ts";
export { type MigrateOptions, migrate } from "./migrate.ts";
export { prepareRoles, type RoleError } from "./prepareRoles.ts";
export { TimescaleRequired, tellObstacle } from "./timescale.ts";
