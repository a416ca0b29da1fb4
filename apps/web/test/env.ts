/** Where Chromium is, when it is not where Debian puts it. */
export const chromiumPath = (): string => process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
/** Children inherit what the shell says. */
export const inheritedEnv = (): NodeJS.ProcessEnv => process.env;
