import { describe, expect, it } from 'vitest';
import { DEFAULT_READ_LIMITS, readApiDescription } from '#lib/spec-parser';
import { countListTokens, importReport, mapTools, type ToolSelection } from '#lib/tool-mapping';
import { deductions, type ReadinessFacts } from './readiness.js';

async function read(root: object, selection: ToolSelection = {}) {
  const text = JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, ...root });
  const { api, diagnostics } = await readApiDescription(
    { kind: 'text', name: 'api.json', text },
    { limits: DEFAULT_READ_LIMITS, fetch: { allowedNetworks: [], trustEntryUrl: false } },
  );
  const toolSet = mapTools(api, { selection });
  const tools = toolSet.files.flatMap((file) => file.tools);
  const subject = {
    api,
    toolSet,
    diagnostics: [...diagnostics, ...toolSet.diagnostics],
    cost: await countListTokens(tools),
  };
  return { tools, subject, report: importReport(subject) };
}

const good = {
  servers: [{ url: 'https://api.test' }],
  paths: {
    '/a': { get: { operationId: 'a', summary: 'Read a' } },
    '/b': { get: { operationId: 'b', summary: 'B' } },
  },
};

describe('an import report', () => {
  it('takes nothing from a description that has all', async () => {
    const { report } = await read(good);
    expect(report.readiness).toEqual({ score: 100, deductions: [] });
    expect(report.counts).toEqual({ operations: 2, tools: 2, skipped: 0, filtered: 0 });
    expect(report.clients.every(({ fits }) => fits)).toBe(true);
  });

  it('lists everything that is amiss, and takes points that add up', async () => {
    const { report, subject } = await read(
      {
        components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
        security: [{ key: [] }],
        paths: {
          '/a': { get: { deprecated: true, parameters: [{ name: 'filter[x]', in: 'query', schema: {} }] } },
          '/b': { get: { operationId: `b${'b'.repeat(60)}`, summary: 'B' } },
          '/c': { get: { parameters: [{ $ref: '#/gone' }] } },
          '/d': { get: { operationId: 'd', summary: 'D' } },
        },
      },
      { exclude: { operations: ['d'] } },
    );
    expect(report).toMatchObject({
      counts: { operations: 4, tools: 2, skipped: 1, filtered: 1 },
      skipped: [{ id: 'GET /c' }],
      filtered: [{ id: 'GET /d', code: 'selection/excluded' }],
      missingDescriptions: {
        operations: ['GET /a'],
        parameters: [{ operation: 'GET /a', parameter: 'filter[x]' }],
      },
      renamedArguments: [{ operation: 'GET /a', parameter: 'filter[x]', argument: 'filter_x' }],
      shortenedNames: [{ operation: 'GET /b' }],
      deprecated: ['GET /a'],
      credentials: [{ scheme: 'key', type: 'apiKey', variables: ['KEY'], tools: 2 }],
    });
    const points = Object.fromEntries(report.readiness.deductions.map(({ code, points }) => [code, points]));
    expect(points).toEqual({
      'parameters-undescribed': 15,
      'operations-undescribed': 10,
      'operations-unusable': 7.5,
      'names-unclear': 5,
      'server-missing': 5,
    });
    expect(report.readiness.score).toBe(Math.round(100 - 42.5));
    expect(report.findings[0]).toEqual({ code: 'spec/unresolved-ref', severity: 'error', count: 1 + 1 });
    expect(importReport(subject)).toEqual(report);
  });

  it('can take a hundred points in all, and never counts what is amiss as nothing', () => {
    const worst: ReadinessFacts = {
      operations: 200,
      skipped: 200,
      tools: 200,
      undescribedTools: 200,
      parameters: 1,
      undescribedParameters: 1,
      tokens: 1_000_000,
      unsupportedSignIn: 200,
      shortenedNames: 200,
      unnamed: 200,
      hasServer: false,
    };
    expect(deductions(worst).reduce((sum, { points }) => sum + points, 0)).toBe(100);
    const slight = { ...worst, skipped: 0, undescribedTools: 0, parameters: 100_000, tools: 1, tokens: 1 };
    expect(
      deductions({ ...slight, unsupportedSignIn: 0, shortenedNames: 0, unnamed: 0, hasServer: true }),
    ).toMatchObject([{ code: 'parameters-undescribed', points: 0.1 }]);
  });
});
