import { resolve } from "node:path";
import { checkAll } from "./rule.ts";
import { RULES } from "./rules/index.ts";
import { readTree } from "./tree.ts";

const root = resolve(process.argv[2] ?? ".");
const tree = readTree(root);
if (tree.sources.length === 0) {
  console.error(`tidy found no source file below ${root}`);
  process.exit(1);
}
const breaches = checkAll(RULES, tree);
for (const { path, line, rule, message } of breaches) console.log(`${path}:${line} ${rule} ${message}`);
console.log(`tidy: ${tree.sources.length} sources, ${RULES.length} rules, ${breaches.length} breaches`);
process.exitCode = breaches.length === 0 ? 0 : 1;
