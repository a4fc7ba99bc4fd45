import type { CallToolResult, InputRequiredResult, ServerContext } from '@modelcontextprotocol/server';
import type { ToolCaller } from '../tool-caller.js';
import {
  EXCHANGE_KEY_META,
  ExchangeRecord,
  EXCHANGES_META,
  isExchangeKey,
} from '../upstream/exchange-record.js';

type Outcome = CallToolResult | InputRequiredResult;

/** Records by request: owner's code is given the same context, and calls from within it belong to it. */
const RECORDS = new WeakMap<ServerContext, ExchangeRecord>();

/** Where what this request sends to the API is noted; undefined for nearly every one. */
export function recordOf(sdk: ServerContext): ExchangeRecord | undefined {
  return RECORDS.get(sdk);
}

/** Makes a call; who knows the server's `EXCHANGE_KEY` gets what was sent to the API with its result. */
export async function withExchanges(
  caller: ToolCaller,
  sdk: ServerContext,
  call: () => Promise<Outcome>,
): Promise<Outcome> {
  const { _meta: asked } = sdk.mcpReq;
  const given = asked?.[EXCHANGE_KEY_META];
  if (given === undefined || !isExchangeKey(given, caller.config.exchangeKey)) return call();
  const record = new ExchangeRecord();
  RECORDS.set(sdk, record);
  const outcome = await call();
  const { _meta: meta } = outcome;
  return { ...outcome, _meta: { ...meta, [EXCHANGES_META]: record.shown(caller.secrets()) } };
}
