/** Ids of users and API keys, as texts of the journal name an author. */
const AUTHOR = /\b[uk]_[A-Za-z0-9_-]{20}/g;
/** Names kept; the oldest is forgotten and asked for again. */
const NAMES_MAX = 500;

export type Names = {
  /** The text with names for ids, as far as they are known; the others are asked for and `learnt` is told. */
  readonly put: (text: string) => string;
};

export type FindName = (id: string) => Promise<string | null>;

/** The journal knows authors by their id, which never changes; people know them by name. */
export function createNames(find: FindName, learnt: () => void): Names {
  const names = new Map<string, string | null>();

  const ask = async (id: string): Promise<void> => {
    names.set(id, null);
    const [oldest] = names.keys();
    if (names.size > NAMES_MAX && oldest !== undefined) names.delete(oldest);
    // A database that cannot answer leaves the id, which is true too; it is asked again after a start.
    const name = await find(id).catch(() => null);
    if (name === null) return;
    names.set(id, name);
    learnt();
  };

  return {
    put: (text) =>
      text.replaceAll(AUTHOR, (id) => {
        const name = names.get(id);
        if (name === undefined) void ask(id);
        return name ?? id;
      }),
  };
}
