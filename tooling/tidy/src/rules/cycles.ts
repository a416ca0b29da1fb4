import { posix } from "node:path";
import { homeOf } from "../home.ts";
import type { Finding, Rule } from "../rule.ts";
import type { Tree } from "../tree.ts";

type Exports = ReadonlyMap<string, string>;
type Edge = { readonly target: string; readonly line: number };

const ENDINGS = ["", ".ts", ".tsx", "/index.ts", "/index.tsx"];

function resolveExports(tree: Tree): Exports {
  const exports = new Map<string, string>();
  for (const { path, text } of tree.documents) {
    if (!/^(?:packages|apps|tooling)\/[^/]+\/package\.json$/.test(path)) continue;
    const manifest = JSON.parse(text) as { readonly name?: string; readonly exports?: unknown };
    const map = typeof manifest.exports === "string" ? { ".": manifest.exports } : (manifest.exports ?? {});
    for (const [door, file] of Object.entries(map as Record<string, unknown>)) {
      if (typeof file !== "string") continue;
      exports.set(posix.join(manifest.name ?? "", door), posix.join(posix.dirname(path), file));
    }
  }
  return exports;
}

function resolve(from: string, specifier: string, tree: Tree, exports: Exports): string | undefined {
  const folder = homeOf(from).folder;
  const candidates = specifier.startsWith(".")
    ? [posix.join(posix.dirname(from), specifier)]
    : specifier.startsWith("@/")
      ? [posix.join(folder, "src", specifier.slice(2)), posix.join(folder, specifier.slice(2))]
      : [exports.get(specifier) ?? ""];
  return candidates
    .flatMap((candidate) => ENDINGS.map((ending) => candidate + ending))
    .find((candidate) => candidate !== "" && tree.paths.has(candidate));
}

/** Strongly connected groups of files (Tarjan), without recursion so that depth has no limit. */
function findGroups(edges: ReadonlyMap<string, readonly Edge[]>): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const groups: string[][] = [];
  const lower = (path: string, value: number): void => {
    low.set(path, Math.min(low.get(path) ?? value, value));
  };
  const enter = (path: string): { readonly path: string; next: number } => {
    order.set(path, order.size);
    lower(path, order.size - 1);
    stack.push(path);
    onStack.add(path);
    return { path, next: 0 };
  };
  const close = (path: string): void => {
    if (low.get(path) !== order.get(path)) return;
    const group = stack.splice(stack.lastIndexOf(path));
    for (const member of group) onStack.delete(member);
    groups.push(group);
  };
  for (const root of edges.keys()) {
    if (order.has(root)) continue;
    const frames = [enter(root)];
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      const target = edges.get(frame.path)?.[frame.next]?.target;
      frame.next += 1;
      if (target === undefined) {
        close(frame.path);
        frames.pop();
        const parent = frames.at(-1);
        if (parent !== undefined) lower(parent.path, low.get(frame.path) ?? 0);
      } else if (!order.has(target)) frames.push(enter(target));
      else if (onStack.has(target)) lower(frame.path, order.get(target) ?? 0);
    }
  }
  return groups;
}

/** The shortest way from the first file of a group back to itself. */
function describe(group: readonly string[], edges: ReadonlyMap<string, readonly Edge[]>): Finding {
  const members = new Set(group);
  const start = [...group].sort()[0] ?? "";
  const ways: (readonly Edge[])[] = [[]];
  const seen = new Set<string>();
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    for (const edge of edges.get(way.at(-1)?.target ?? start) ?? []) {
      const longer = [...way, edge];
      if (edge.target === start) {
        const names = [start, ...longer.map(({ target }) => target)];
        return { path: start, line: longer[0]?.line ?? 1, message: `dependency cycle: ${names.join(" -> ")}` };
      }
      if (members.has(edge.target) && !seen.has(edge.target)) {
        seen.add(edge.target);
        ways.push(longer);
      }
    }
  }
  return { path: start, line: 1, message: "dependency cycle" };
}

export const cycles: Rule = {
  name: "cycle",
  check: (tree) => {
    const exports = resolveExports(tree);
    const edges = new Map<string, readonly Edge[]>(
      tree.sources.map((source) => [
        source.path,
        source.imports.flatMap(({ specifier, line }) => {
          const target = resolve(source.path, specifier, tree, exports);
          return target === undefined ? [] : [{ target, line }];
        }),
      ]),
    );
    return findGroups(edges)
      .filter((group) => group.length > 1 || edges.get(group[0] ?? "")?.some(({ target }) => target === group[0]))
      .map((group) => describe(group, edges));
  },
};
