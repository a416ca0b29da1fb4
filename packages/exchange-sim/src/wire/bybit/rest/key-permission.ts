import { mayOrder } from "../../keys.ts";
import { answer, type Outcome } from "../reply.ts";
import type { RouteContext } from "../request.ts";

/** Keys of a simulation were all made on its first day. */
const KEY_CREATED = "2026-01-01T00:00:00Z";
const NEVER = "1970-01-01T00:00:00Z";
const DAY_MS = 86_400_000;

/** What the key may do, in the venue's words. An address restriction is this machine's own. */
export function keyPermission({ restrictions: set, account, apiKey: key, wallMs }: RouteContext): Outcome {
  const { tradingAuthorityExpirationTime: expires, ipRestrict } = set;
  const contracts = mayOrder(set, "futures", wallMs);
  const transfers = [
    ...(set.enableInternalTransfer ? ["AccountTransfer"] : []),
    ...(set.permitsUniversalTransfer ? ["SubMemberTransfer"] : []),
    ...(set.enableWithdrawals ? ["Withdraw"] : []),
  ];
  return answer({
    id: String(account.number),
    note: "simulation",
    apiKey: key,
    readOnly: contracts || mayOrder(set, "spot", wallMs) ? 0 : 1,
    secret: "",
    permissions: {
      ContractTrade: contracts ? ["Order", "Position"] : [],
      Spot: mayOrder(set, "spot", wallMs) ? ["SpotTrade"] : [],
      Wallet: transfers,
      Options: [],
      Derivatives: contracts ? ["DerivativesTrade"] : [],
      CopyTrading: [],
      BlockTrade: [],
      Exchange: [],
      NFT: [],
      Affiliate: [],
      Earn: set.autoSubscribe ? ["Earn"] : [],
      FiatP2P: [],
      FiatConvertBroker: [],
      FiatGlobalPay: [],
      FiatBitPay: [],
      BitCard: [],
      ByXPost: [],
    },
    ips: ipRestrict ? ["127.0.0.1"] : ["*"],
    type: 1,
    deadlineDay: expires === null ? -2 : Math.max(0, Math.floor((expires - wallMs) / DAY_MS)),
    expiredAt: expires === null ? NEVER : new Date(expires).toISOString().replace(/\.\d+Z$/, "Z"),
    createdAt: KEY_CREATED,
    unified: 0,
    uta: 1,
    userID: account.number,
    inviterID: 0,
    vipLevel: "No VIP",
    mktMakerLevel: "0",
    affiliateID: 0,
    rsaPublicKey: "",
    isMaster: true,
    parentUid: "0",
    kycLevel: "LEVEL_1",
    kycRegion: "",
    userIDInt64: String(account.number),
    inviterIDInt64: "0",
    affiliateIDInt64: "0",
  });
}
