/**
 * Authenticated encryption under a key of the dashboard's own, filled by the web process. What was sealed for one
 * purpose opens for no other: the purpose names the thing and whose it is.
 */
export interface Sealer {
  seal(text: string, purpose: string): string;
  /** Null for whatever was not sealed here, for this purpose, or was changed since. */
  open(sealed: string, purpose: string): string | null;
}
