import { registerHooks } from "node:module";
import { MUTANTS } from "./list.ts";

/** Loaded before anything of ours: puts the mistake named on the command line into the source as it is read. */
const name = process.argv[2] ?? "";
const mutant = MUTANTS.find((each) => each.name === name);
if (mutant === undefined) throw new Error(`there is no mutant "${name}"`);

const PACKAGES = "/packages/";
const CORE = "core/src/";
const DECODER = new TextDecoder();
const put = new Set<number>();

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const at = url.indexOf(PACKAGES);
    if (at < 0) return loaded;
    const file = url.slice(at + PACKAGES.length);
    let source = typeof loaded.source === "string" ? loaded.source : DECODER.decode(loaded.source);
    mutant.patches.forEach((patch, index) => {
      if (patch.file !== file && CORE + patch.file !== file) return;
      if (source.split(patch.find).length !== 2) throw new Error(`"${patch.find}" is not once in ${file}`);
      source = source.replace(patch.find, () => patch.replace);
      put.add(index);
    });
    return { ...loaded, source };
  },
});

process.on("exit", () => {
  if (put.size !== mutant.patches.length) process.stdout.write(`${JSON.stringify({ unread: true })}\n`);
});
