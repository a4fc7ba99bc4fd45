import {
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import { ExportResultCode, parseKeyPairsIntoRecord, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { TracesConfig } from '../config.js';
import type { ServerManifest } from '../format.js';
import type { Log } from '../log.js';
import { exchangeAttributes, requestAttributes, spanName } from './span-attributes.js';
import { tunnelAgent } from './tunnel-agent.js';
import type {
  RequestEnd,
  TraceFields,
  UpstreamFacts,
  WatchedCall,
  WatchedExchange,
  Watcher,
} from './watcher.js';

/** A collector that does not answer holds up neither the exporter nor the end of the server. */
const EXPORT_TIMEOUT_MS = 5_000;
const CLOSE_TIMEOUT_MS = 2_000;
const BATCH_EVERY_MS = 2_000;

export interface TracingOptions {
  readonly config: TracesConfig;
  readonly manifest: Pick<ServerManifest, 'name' | 'version'>;
  readonly log: Log;
  /** As `EGRESS_PROXY`. */
  readonly egressProxy?: string;
}

/**
 * A span for each request of a client and, below it, one for each request to the API, as the conventions of
 * OpenTelemetry for MCP and HTTP have them. Nothing is registered globally.
 */
export class Tracing implements Watcher {
  readonly #provider: BasicTracerProvider;
  readonly #tracer: Tracer;
  readonly #propagator = new W3CTraceContextPropagator();
  readonly #contexts = new WeakMap<WatchedCall, Context>();

  constructor({ config, manifest, log, egressProxy }: TracingOptions) {
    const exporter = new OTLPTraceExporter({
      url: config.url,
      headers: parseKeyPairsIntoRecord(config.headers),
      timeoutMillis: EXPORT_TIMEOUT_MS,
      ...(egressProxy === undefined
        ? {}
        : { httpAgentOptions: (protocol: string) => tunnelAgent(egressProxy, protocol) }),
    });
    this.#provider = new BasicTracerProvider({
      resource: resourceFromAttributes({
        'service.version': manifest.version,
        ...parseKeyPairsIntoRecord(config.resourceAttributes),
        'service.name': config.serviceName ?? manifest.name,
      }),
      spanProcessors: [
        new BatchSpanProcessor(toldOfFailure(exporter, log), { scheduledDelayMillis: BATCH_EVERY_MS }),
      ],
    });
    this.#tracer = this.#provider.getTracer(manifest.name, manifest.version);
  }

  requestBegins(call: WatchedCall): (end: RequestEnd) => void {
    const { facts } = call;
    const meta = this.#extract(facts.meta);
    const carried = this.#extract(facts.headers);
    const parent = trace.getSpanContext(meta) === undefined ? carried : meta;
    const aside = parent === carried ? undefined : trace.getSpanContext(carried);
    const span = this.#tracer.startSpan(
      spanName(facts),
      {
        kind: SpanKind.SERVER,
        attributes: requestAttributes(facts),
        links: aside === undefined ? [] : [{ context: aside }],
      },
      parent,
    );
    call.traceId = span.spanContext().traceId;
    this.#contexts.set(call, trace.setSpan(parent, span));
    return ({ outcome, code }) => {
      const error = code === undefined ? outcome : String(code);
      const failed = outcome !== 'ok' && outcome !== 'input_required';
      if (code !== undefined) span.setAttribute('rpc.response.status_code', String(code));
      end(span, failed ? error : undefined);
    };
  }

  upstreamBegins(request: UpstreamFacts, call: WatchedCall | undefined): WatchedExchange {
    const parent = (call === undefined ? undefined : this.#contexts.get(call)) ?? ROOT_CONTEXT;
    const name = request.template === undefined ? request.method : `${request.method} ${request.template}`;
    const attributes: Attributes = exchangeAttributes(request);
    const span = this.#tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, parent);
    const headers: Record<string, string> = {};
    this.#propagator.inject(trace.setSpan(parent, span), headers, defaultTextMapSetter);
    return {
      headers,
      end: ({ status, error }) => {
        if (status !== undefined) span.setAttribute('http.response.status_code', status);
        end(span, error ?? (status !== undefined && status >= 400 ? String(status) : undefined));
      },
    };
  }

  /** Sends what is left, in bounded time. */
  async close(): Promise<void> {
    const late = new Promise<void>((resolve) => {
      setTimeout(resolve, CLOSE_TIMEOUT_MS).unref();
    });
    await Promise.race([this.#provider.shutdown().catch(() => undefined), late]);
  }

  #extract(fields: TraceFields): Context {
    return this.#propagator.extract(ROOT_CONTEXT, fields, defaultTextMapGetter);
  }
}

/** No description: the messages of errors may hold what was sent. */
function end(span: Span, error: string | undefined): void {
  if (error !== undefined) span.setAttribute('error.type', error).setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

/** One line when spans begin to get lost, and one when they arrive again. */
function toldOfFailure(exporter: SpanExporter, log: Log): SpanExporter {
  let isLosing = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const isLost = result.code !== ExportResultCode.SUCCESS;
        if (isLost && !isLosing) log.warn('traces are lost', { reason: result.error?.message });
        if (!isLost && isLosing) log.info('traces arrive again');
        isLosing = isLost;
        done(result);
      }),
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}
