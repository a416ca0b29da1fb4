/** Seen from this width on; the rest is behind the row's own details. */
export type Seen = "always" | "md" | "lg" | "xl";
const SEEN: Readonly<Record<Seen, string>> = {
  always: "",
  md: "max-md:hidden",
  lg: "max-lg:hidden",
  xl: "max-xl:hidden",
};
export const seen = (from: Seen): string => SEEN[from];

const ROOM = "px-2.5 whitespace-nowrap";
/** Numbers end at the right; words begin at the left. */
export const CELL = `${ROOM} text-right`;
export const WORDS = `${ROOM} text-left`;
export const HEAD = "h-7 px-2.5 text-label font-medium whitespace-nowrap text-faint";
