export type Page = {
  readonly label: string;
  readonly path: "/" | "/execution" | "/review" | "/sheet" | "/configuration" | "/settings";
  readonly letter: string;
};

/** The pages there are. `g` and the letter goes there. */
export const PAGES: readonly Page[] = [
  { label: "Deck", path: "/", letter: "d" },
  { label: "Execution", path: "/execution", letter: "e" },
  { label: "Review", path: "/review", letter: "r" },
  { label: "Sheet", path: "/sheet", letter: "h" },
  { label: "Configuration", path: "/configuration", letter: "c" },
  { label: "Settings", path: "/settings", letter: "s" },
];
