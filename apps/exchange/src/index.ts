export {
  type AccountSetting,
  DEFAULT_SETTINGS,
  type ExchangeSettings,
  settingProblem,
} from "./options.ts";
export { type RunningExchange, startExchange } from "./start.ts";
