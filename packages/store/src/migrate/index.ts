export { readOrCreateSecret } from "../secret.ts";
export { migrate } from "./migrate.ts";
export { prepareRoles, type RoleError } from "./prepareRoles.ts";
