export type Page = { readonly label: string; readonly path: "/" | "/settings"; readonly letter: string };

/** The pages there are. `g` and the letter goes there. */
export const PAGES: readonly Page[] = [
  { label: "Deck", path: "/", letter: "d" },
  { label: "Settings", path: "/settings", letter: "s" },
];
