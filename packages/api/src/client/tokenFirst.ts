/**
 * Options of a socket whose token is fetched before it opens. Fetched after that, as `connectionParams` alone would do
 * it, a server that dies meanwhile leaves a client that takes the dead socket for an open one and never tries again.
 */
export function tokenFirst(url: string, fetchToken: () => Promise<string>) {
  let token = "";
  return {
    url: async () => {
      token = await fetchToken();
      return url;
    },
    connectionParams: () => ({ token }),
  };
}
