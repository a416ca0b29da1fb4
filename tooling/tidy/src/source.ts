import { type Literal, scan } from "./scan.ts";

export type ImportReference = { readonly specifier: string; readonly line: number };

export type Source = {
  readonly path: string;
  readonly text: string;
  /** Code only: see `Views`. */
  readonly bare: string;
  readonly uncommented: string;
  readonly literals: readonly Literal[];
  readonly imports: readonly ImportReference[];
  readonly lineAt: (index: number) => number;
};

/** Every way to name another module with a literal: from-clauses, bare, dynamic and type imports, require. */
const IMPORTS = [
  /\b(?:import|export)\b[\w$*{},\s]*?\bfrom\s*(?=["'])/g,
  /\bimport\s*(?=["'])/g,
  /\bimport\s*\(\s*(?=["'`])/g,
  /\brequire(?:\.resolve)?\s*\(\s*(?=["'`])/g,
];

function lineFinder(text: string): (index: number) => number {
  const starts = [0];
  for (let index = text.indexOf("\n"); index !== -1; index = text.indexOf("\n", index + 1)) starts.push(index + 1);
  return (index) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}

function findImports(bare: string, literals: readonly Literal[], lineAt: Source["lineAt"]): ImportReference[] {
  const texts = new Map(literals.map((literal) => [literal.start, literal.text]));
  return IMPORTS.flatMap((pattern) =>
    [...bare.matchAll(pattern)].flatMap((match) => {
      const quote = match.index + match[0].length;
      const specifier = texts.get(quote + 1);
      return specifier === undefined ? [] : [{ specifier, line: lineAt(quote) }];
    }),
  ).sort((a, b) => a.line - b.line);
}

export function readSource(path: string, text: string): Source {
  const views = scan(text);
  const lineAt = lineFinder(text);
  return { path, text, ...views, imports: findImports(views.bare, views.literals, lineAt), lineAt };
}
