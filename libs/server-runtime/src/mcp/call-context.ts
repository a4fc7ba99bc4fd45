import {
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  inputResponse,
  type CallToolResult,
  type ClientCapabilities,
  type InputRequiredResult,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { CallContext } from '../custom.js';
import type { ClientLog } from './client-log.js';
import { reportProgress } from './progress.js';
import type { RequestStates } from './request-state.js';

/** What a context is made from, besides the request. */
export interface ContextSource {
  readonly server: Server;
  readonly era: 'modern' | 'legacy';
  readonly log: ClientLog;
  readonly states: RequestStates;
  readonly callTool: (
    name: string,
    args: Readonly<Record<string, unknown>>,
    sdk: ServerContext,
  ) => Promise<CallToolResult | InputRequiredResult>;
}

/** @param name Of the tool, prompt or resource: a state is only ever opened for the one that it was made for */
export function callContext(source: ContextSource, sdk: ServerContext, name: string): CallContext {
  const { mcpReq } = sdk;
  const subject = `${mcpReq.method} ${name}`;
  const user = userOf(sdk);
  return {
    signal: mcpReq.signal,
    era: source.era,
    clientCapabilities: capabilitiesOf(source, sdk),
    ...(user === undefined ? {} : { user }),
    progress: (progress, total, message) =>
      reportProgress(sdk, {
        progress,
        ...(total === undefined ? {} : { total }),
        ...(message === undefined ? {} : { message }),
      }),
    log: (level, data) => source.log.send(sdk, level, data),
    callTool: (tool, args) => source.callTool(tool, args, sdk),
    ask: async (requests, state) =>
      inputRequired({
        inputRequests: { ...requests },
        ...(state === undefined ? {} : { requestState: await source.states.seal(subject, state, sdk) }),
      }),
    answer: (key) => inputResponse(mcpReq.inputResponses, key),
    state: <T>() => source.states.open<T>(subject, sdk),
    sdk,
  };
}

function capabilitiesOf({ server, era }: ContextSource, { mcpReq }: ServerContext): ClientCapabilities {
  if (era === 'legacy') return server.getClientCapabilities() ?? {};
  const envelope = mcpReq.envelope as Readonly<Record<string, unknown>> | undefined;
  return envelope?.[CLIENT_CAPABILITIES_META_KEY] ?? {};
}

function userOf({ http }: ServerContext): CallContext['user'] {
  const auth = http?.authInfo;
  if (auth === undefined) return undefined;
  const subject = auth.extra?.['subject'];
  return {
    subject: typeof subject === 'string' ? subject : '',
    clientId: auth.clientId,
    scopes: auth.scopes,
  };
}
