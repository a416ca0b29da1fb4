export {
  type AccountSetting,
  type ApiFamily,
  DEFAULT_SETTINGS,
  type ExchangeSettings,
  settingProblem,
} from "./options.ts";
export { type RunningExchange, startExchange } from "./start.ts";
