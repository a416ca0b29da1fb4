import { createRouter } from "./procedure.ts";
import { apiKeys } from "./routes/apiKeys.ts";
import { authenticator } from "./routes/authenticator.ts";
import { engineToken, session } from "./routes/session.ts";
import { setup } from "./routes/setup.ts";
import { users } from "./routes/users.ts";

export const webRouter = createRouter({ setup, session, authenticator, users, apiKeys, engineToken });

export type WebRouter = typeof webRouter;
