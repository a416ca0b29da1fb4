/** Seen from this width on; the rest is behind the row's own details. */
export type Seen = "always" | "md" | "lg" | "xl";
const SEEN: Readonly<Record<Seen, string>> = {
  always: "",
  md: "max-md:hidden",
  lg: "max-lg:hidden",
  xl: "max-xl:hidden",
};
export const seen = (from: Seen): string => SEEN[from];

export const CELL = "px-2.5 text-right whitespace-nowrap";
export const HEAD = "h-7 px-2.5 text-label font-medium whitespace-nowrap text-faint";
