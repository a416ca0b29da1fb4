export { type CallRecord, callerName, recordCall } from "./callRecord.ts";
export { newRequestId, REQUEST_ID_HEADER, readRequestId } from "./requestId.ts";
