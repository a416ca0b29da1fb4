import type { Config } from "./config.ts";

export type ConfigSection = Exclude<keyof Config, "version">;

/** Some of the owner's numbers; what is not named stays. */
export type ConfigPatch = { readonly [S in ConfigSection]?: Partial<Config[S]> };

/** One number that moved; `path` is `section.key`. */
export type ConfigChange = { readonly path: string; readonly from: number; readonly to: number };

type Numbers = Readonly<Record<string, number>>;

export const configSections = (config: Config): [section: ConfigSection, numbers: Numbers][] => {
  const { version: _version, ...sections } = config;
  return Object.entries(sections) as [ConfigSection, Numbers][];
};

/** What differs, in the order the configuration is written. The version is a name, not a number of the owner's. */
export function configChanges(before: Config, after: Config): ConfigChange[] {
  return configSections(before).flatMap(([section, numbers]) =>
    Object.entries(numbers).flatMap(([key, from]) => {
      const to = (after[section] as Numbers)[key] ?? from;
      return to === from ? [] : [{ path: `${section}.${key}`, from, to }];
    }),
  );
}

export function patchConfig(config: Config, patch: ConfigPatch): Config {
  const sections = configSections(config).map(([section, numbers]) => {
    const own = (patch[section] ?? {}) as Numbers;
    const patched = Object.entries(numbers).map(([key, number]) => [key, own[key] ?? number]);
    return [section, Object.fromEntries(patched)];
  });
  return { ...(Object.fromEntries(sections) as Config), version: config.version };
}

/** Changes as a patch, so that they can be made again on another configuration. */
export function patchOf(changes: readonly ConfigChange[]): ConfigPatch {
  const patch: Partial<Record<ConfigSection, Record<string, number>>> = {};
  for (const { path, to } of changes) {
    const [section, key] = path.split(".") as [ConfigSection, string];
    patch[section] = { ...patch[section], [key]: to };
  }
  return patch;
}
