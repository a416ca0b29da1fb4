export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export const THEME_COOKIE = "evenkeel-theme";
const YEAR_SECONDS = 31_536_000;

export const themeOf = (value: string | undefined): Theme => THEMES.find((theme) => theme === value) ?? "system";

/** A cookie, so that the server already sends the right colours and nothing flashes. */
export function rememberTheme(theme: Theme): void {
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=${YEAR_SECONDS}; samesite=strict`;
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  window.dispatchEvent(new Event("evenkeel-theme"));
}
