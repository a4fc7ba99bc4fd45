import type { CallToolResult } from '@modelcontextprotocol/server';
import { ArgumentValidator } from './arguments/validator.js';
import type { AppliedAuth } from './auth/applied.js';
import { Credentials } from './auth/credentials.js';
import { OAuthTokens } from './auth/oauth-tokens.js';
import { BINDING_KINDS } from './binding-kinds.js';
import type { CheckedCall, SendOptions } from './call-kind.js';
import { CallError } from './call-error.js';
import type { ServerConfig } from './config.js';
import type { Binding, ServerTemplate, ToolDefinition } from './format.js';
import type { Log } from './log.js';
import { redact } from './redact.js';
import { buildRequest, type BuiltRequest } from './request/build-request.js';
import type { OutputCheck, ResultContext } from './results/result-context.js';
import { failure, toResult } from './results/to-result.js';
import { SchemaCompiler } from './schema-compiler.js';
import type { Telemetry } from './telemetry/telemetry.js';
import type { ToolData } from './tool-data.js';
import { baseUrlOf } from './upstream/base-url.js';
import type { ExchangeRecord } from './upstream/exchange-record.js';
import type { UpstreamAnswer, UpstreamRequest } from './upstream/exchange.js';
import { checkUpstream } from './upstream/upstream-check.js';
import { UpstreamClient } from './upstream/upstream-client.js';
import type { UpstreamReport } from './upstream/upstream-health.js';

/** Who waits for a call: when they leave, and how they are told of its progress. */
export interface CallerSide extends Pick<CheckedCall, 'signal' | 'tell'> {
  /** Notes what is sent to the API. */
  readonly record?: ExchangeRecord | undefined;
}

/** Calls tools: arguments are checked, the binding is executed, the answer becomes a result. */
export class ToolCaller {
  readonly #compiler = new SchemaCompiler();
  readonly #validator = new ArgumentValidator(this.#compiler);
  readonly #credentials: Credentials;
  readonly #upstream: UpstreamClient;
  #endChecks: () => void = () => undefined;
  /** By the operation's own server, which comes from the data; nothing else that they are made from changes. */
  readonly #bases = new Map<ServerTemplate | undefined, URL>();

  constructor(
    readonly data: ToolData,
    readonly config: ServerConfig,
    readonly log: Log,
    telemetry?: Telemetry,
  ) {
    this.#credentials = new Credentials(data.manifest, config, new OAuthTokens(config));
    this.#upstream = new UpstreamClient(config, telemetry);
    if (config.checkSeconds > 0) this.#endChecks = this.#check(config.checkSeconds);
  }

  /** Never throws: what goes wrong is a result with `isError`. */
  async call(tool: ToolDefinition, args: unknown, caller: CallerSide): Promise<CallToolResult> {
    const { signal } = caller;
    const started = performance.now();
    try {
      const result = await this.#send(tool, args, caller);
      this.log.debug('call', {
        tool: tool.name,
        isError: result.isError === true,
        ms: Math.round(performance.now() - started),
      });
      return result;
    } catch (error) {
      if (!(error instanceof CallError || signal.aborted))
        this.log.warn('call failed', { tool: tool.name, reason: this.#redact(reasonOf(error)) });
      return failure(this.#redact(messageOf(error, this.config)));
    }
  }

  /** Every secret that is now in use, longest first. */
  secrets(): readonly string[] {
    return this.#credentials.secrets();
  }

  /** Whether the API answers, by how calls ended. */
  upstream(): UpstreamReport {
    return this.#upstream.health.report();
  }

  close(): Promise<void> {
    this.#endChecks();
    return this.#upstream.close();
  }

  async #send(tool: ToolDefinition, given: unknown, caller: CallerSide): Promise<CallToolResult> {
    const { binding } = tool;
    const checked = this.#validator.check(tool, given);
    // What is known by now is not waited for: each wait is a turn behind all other calls.
    const args = checked instanceof Promise ? await checked : checked;
    if (binding.kind !== 'http') return this.#sendOther(tool, args.values, caller);
    const built = buildRequest(binding, args.values, args.variant);
    const base = this.#baseOf(binding);
    const applied = this.#credentials.apply(binding.security, caller.signal);
    const auth = applied instanceof Promise ? await applied : applied;
    const how = {
      keepRedirects: binding.keepRedirects === true,
      template: templateOf(base, binding.path),
      ...recordIn(caller),
    };
    const answer = await this.#upstream.send(assemble({ base, built, auth }, how), caller.signal);
    const check = this.#outputCheck(tool);
    const context = this.#resultContext(
      tool,
      `${base.origin}${built.path}`,
      check instanceof Promise ? await check : check,
    );
    return toResult(answer, context);
  }

  async #sendOther(
    tool: ToolDefinition,
    args: Readonly<Record<string, unknown>>,
    caller: CallerSide,
  ): Promise<CallToolResult> {
    const call = await BINDING_KINDS[tool.binding.kind]?.();
    if (call === undefined) throw new CallError(`This server cannot execute ${tool.binding.kind} tools.`);
    const reach = await this.#reach(tool.binding, caller);
    const result = this.#resultContext(tool, reach.base.href, await this.#outputCheck(tool));
    const { graphqlTypes } = this.data;
    const { signal, tell } = caller;
    return call({ tool, args, config: this.config, graphqlTypes, ...reach, signal, tell, result });
  }

  /** Address and credentials of a call that is no plain request. */
  async #reach(binding: Binding, caller: CallerSide) {
    const { signal } = caller;
    const base = this.#baseOf(binding);
    const auth = await this.#credentials.apply(binding.security, signal);
    const known = { keepRedirects: false, template: templateOf(base, ''), ...recordIn(caller) };
    const send = (built: BuiltRequest, how: SendOptions): Promise<UpstreamAnswer> =>
      this.#upstream.send(assemble({ base, built, auth }, { ...known, ...how }), signal);
    const exchange: CheckedCall['exchange'] = (built, at, use) =>
      this.#upstream.exchange(assemble({ base: at, built, auth }, known), signal, use);
    return { base, send, exchange };
  }

  #check(seconds: number): () => void {
    const connect = async () =>
      this.#upstream.connects(baseUrlOf(this.data.manifest, this.config, undefined));
    return checkUpstream(this.#upstream.health, seconds, connect);
  }

  #baseOf({ servers }: Binding): URL {
    const known = this.#bases.get(servers?.[0]);
    if (known !== undefined) return known;
    const base = baseUrlOf(this.data.manifest, this.config, servers);
    this.#bases.set(servers?.[0], base);
    return base;
  }

  #outputCheck({ name, outputSchema }: ToolDefinition): OutputCheck | Promise<OutputCheck> {
    return outputSchema === undefined ? undefined : this.#compiler.check(`${name} output`, outputSchema);
  }

  #resultContext(tool: ToolDefinition, uri: string, outputCheck: OutputCheck): ResultContext {
    return {
      config: this.config,
      tool,
      outputCheck,
      redact: (text) => this.#redact(text),
      variables: () => this.#credentials.variablesFor(tool.binding.security),
      uri,
    };
  }

  #redact(text: string): string {
    return redact(text, this.secrets());
  }
}

function recordIn({ record }: CallerSide): Pick<UpstreamRequest, 'record'> {
  return record === undefined ? {} : { record };
}

/** Path with the names of its parameters. */
function templateOf(base: URL, path: string): string {
  return `${base.pathname.replace(/\/+$/, '')}${path}`;
}

type AssembledHow = Pick<UpstreamRequest, 'keepRedirects' | 'template' | 'repeatable' | 'record'>;

interface RequestParts {
  readonly base: URL;
  readonly built: BuiltRequest;
  readonly auth: AppliedAuth;
}

function assemble(
  { base, built, auth }: RequestParts,
  { keepRedirects, template, repeatable, record }: AssembledHow,
): UpstreamRequest {
  const query = [...(base.search === '' ? [] : [base.search.slice(1)]), ...built.query, ...auth.query].join(
    '&',
  );
  const url = new URL(
    `${base.origin}${base.pathname.replace(/\/+$/, '')}${built.path}${query === '' ? '' : `?${query}`}`,
  );
  const cookies = [...built.cookies, ...auth.cookies].join('; ');
  return {
    method: built.method,
    url,
    headers: {
      'user-agent': 'mcp-server',
      ...built.headers,
      ...(cookies === '' ? {} : { cookie: cookies }),
      ...(built.body === undefined ? {} : { 'content-type': built.body.contentType }),
      ...auth.headers,
    },
    ...(built.body === undefined ? {} : { body: built.body.bytes }),
    secretHeaders: [...Object.keys(auth.headers), 'cookie'],
    keepRedirects,
    ...(template === undefined ? {} : { template }),
    ...(repeatable === undefined ? {} : { repeatable }),
    ...(record === undefined ? {} : { record }),
    ...(auth.tls === undefined ? {} : { tls: auth.tls }),
  };
}

const CONNECTION_ERRORS: Readonly<Record<string, string>> = {
  ECONNREFUSED:
    'The API refused the connection: it is not running at the configured address (UPSTREAM_BASE_URL).',
  ENOTFOUND: "The API's host name is not known: check UPSTREAM_BASE_URL.",
  EAI_AGAIN: "The API's host name could not be looked up just now.",
};

function messageOf(error: unknown, config: ServerConfig): string {
  if (error instanceof CallError) return error.message;
  const { name = '', code: given } = error as { name?: string; code?: unknown };
  // An aborted signal's error has a number there.
  const code = typeof given === 'string' ? given : '';
  if (name === 'TimeoutError' || code.includes('TIMEOUT'))
    return `The API did not answer within ${config.timeoutMs} ms.`;
  if (name === 'AbortError') return 'The call was cancelled.';
  return CONNECTION_ERRORS[code] ?? `The API could not be reached: ${reasonOf(error)}.`;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
