import type { ApiResponseSchemaHost } from '@nestjs/swagger';

type Schema = ApiResponseSchemaHost['schema'];

const text = { type: 'string' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const texts = { type: 'array', items: text } as const;

function object(properties: Record<string, object>): object {
  return { type: 'object', required: Object.keys(properties), properties };
}

function list(properties: Record<string, object>): object {
  return { type: 'array', items: object(properties) };
}

const skips = list({ id: text, reason: text, code: text });

/** `ImportReport` of tool-mapping, for the hub's own description. */
export const REPORT_SCHEMA = object({
  readiness: object({
    score: { type: 'integer', minimum: 0, maximum: 100, description: '100 less all points, rounded.' },
    deductions: list({
      code: text,
      points: { type: 'number', description: 'With one decimal.' },
      most: { type: 'number', description: 'The most that this reason can take.' },
      reason: text,
      fix: text,
    }),
  }),
  counts: object({ operations: count, tools: count, skipped: count, filtered: count }),
  skipped: skips,
  filtered: skips,
  tokens: object({
    total: count,
    byTool: { type: 'object', additionalProperties: count },
    largest: list({ tool: text, tokens: count }),
  }),
  missingDescriptions: object({ operations: texts, parameters: list({ operation: text, parameter: text }) }),
  renamedArguments: list({ operation: text, parameter: text, argument: text }),
  shortenedNames: list({ operation: text, tool: text }),
  deprecated: texts,
  credentials: list({ scheme: text, type: text, variables: texts, tools: count }),
  findings: list({ code: text, severity: { type: 'string', enum: ['error', 'warning', 'info'] }, count }),
  clients: list({
    client: text,
    what: text,
    limit: count,
    actual: count,
    fits: { type: 'boolean' },
    beyond: text,
  }),
}) as Schema;
