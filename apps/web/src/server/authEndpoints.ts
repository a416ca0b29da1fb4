/** The doors of the authentication library that this dashboard uses. The others stay shut, whatever they would do. */
const OPEN: Readonly<Record<string, readonly string[]>> = {
  GET: ["/api/auth/csrf", "/api/auth/providers", "/api/auth/session"],
  POST: ["/api/auth/callback/credentials", "/api/auth/signout"],
};

export const isOpenEndpoint = (method: string, url: string): boolean =>
  (OPEN[method] ?? []).includes(new URL(url).pathname);
