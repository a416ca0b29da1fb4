import type { Route, Routes } from "./request.ts";

interface Pattern {
  readonly parts: readonly string[];
  readonly route: Route;
}

export interface Found {
  readonly route: Route;
  readonly segments: readonly string[];
}

/** Finds a route by its method and path. A part that stands for itself is preferred to one that stands for any. */
export function createRouter(routes: Routes): (method: string, path: string) => Found | null {
  const fixed = new Map<string, Route>();
  const open: Pattern[] = [];
  for (const [name, route] of Object.entries(routes)) {
    if (name.includes("{}")) open.push({ parts: name.split("/"), route });
    else fixed.set(name, route);
  }
  return (method, path) => {
    const name = `${method} ${path}`;
    const exact = fixed.get(name);
    if (exact !== undefined) return { route: exact, segments: [] };
    const parts = name.split("/");
    for (const pattern of open) {
      const segments = match(pattern.parts, parts);
      if (segments !== null) return { route: pattern.route, segments };
    }
    return null;
  };
}

function match(pattern: readonly string[], parts: readonly string[]): string[] | null {
  if (pattern.length !== parts.length) return null;
  const segments: string[] = [];
  for (const [at, expected] of pattern.entries()) {
    const part = parts[at] ?? "";
    if (expected === "{}" && part !== "") segments.push(part);
    else if (expected !== part) return null;
  }
  return segments;
}
