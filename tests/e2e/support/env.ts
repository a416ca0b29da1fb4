/** A browser of the tester's own choice. */
export const namedChromium = (): string | undefined => process.env["CHROMIUM_PATH"];
export const inherited = (): NodeJS.ProcessEnv => process.env;
