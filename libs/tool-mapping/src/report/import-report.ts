import type { ApiDescription, Operation, SkippedOperation } from '#lib/api-description';
import type { Diagnostic, Severity } from '#lib/diagnostics';
import type { ToolDefinition } from '#lib/server-runtime';
import { boundArguments } from '../bound-arguments.js';
import type { ToolSet } from '../map-tools.js';
import type { TokenCost } from '../tokens.js';
import { clientFits, type ClientFit } from './client-limits.js';
import { credentialsNeeded, needsUnsupported, type CredentialNeed } from './credentials-needed.js';
import { deductions, type Deduction } from './readiness.js';

const LARGEST = 10;

/** What became of a description, and how well it suits a model. */
export interface ImportReport {
  readonly readiness: {
    /** 0 to 100: 100 less the points of all deductions, rounded. */
    readonly score: number;
    readonly deductions: readonly Deduction[];
  };
  readonly counts: {
    /** Of the description, those that cannot be used among them. */
    readonly operations: number;
    readonly tools: number;
    /** Operations that cannot be tools. */
    readonly skipped: number;
    /** Operations that somebody left out. */
    readonly filtered: number;
  };
  readonly skipped: readonly SkippedOperation[];
  readonly filtered: readonly SkippedOperation[];
  readonly tokens: {
    readonly total: number;
    /** By tool name, in list order. */
    readonly byTool: Readonly<Record<string, number>>;
    /** The ten largest, largest first. */
    readonly largest: readonly { readonly tool: string; readonly tokens: number }[];
  };
  readonly missingDescriptions: {
    /** Ids of operations whose tool has no description but its method and path. */
    readonly operations: readonly string[];
    readonly parameters: readonly { readonly operation: string; readonly parameter: string }[];
  };
  /** Arguments that could not keep the name that the parameter has on the wire. */
  readonly renamedArguments: readonly {
    readonly operation: string;
    readonly parameter: string;
    readonly argument: string;
  }[];
  readonly shortenedNames: readonly { readonly operation: string; readonly tool: string }[];
  /** Ids of operations. */
  readonly deprecated: readonly string[];
  readonly credentials: readonly CredentialNeed[];
  /** Diagnostics counted by code, the gravest and then the most frequent first. */
  readonly findings: readonly {
    readonly code: string;
    readonly severity: Severity;
    readonly count: number;
  }[];
  readonly clients: readonly ClientFit[];
}

export interface ReportSubject {
  readonly api: ApiDescription;
  readonly toolSet: ToolSet;
  /** Of the reading and the mapping. */
  readonly diagnostics: readonly Diagnostic[];
  readonly cost: TokenCost;
}

/** Reports on an import. Pure: the same subject gives the same report. */
export function importReport({ api, toolSet, diagnostics, cost }: ReportSubject): ImportReport {
  const tools = toolSet.files.flatMap((file) => file.tools);
  const used = usedOperations(api, tools);
  const isFiltered = ({ code }: SkippedOperation) => code.startsWith('selection/');
  const facts = {
    counts: {
      operations: api.operations.length + api.skipped.length,
      tools: tools.length,
      skipped: toolSet.skipped.filter((skip) => !isFiltered(skip)).length,
      filtered: toolSet.skipped.filter(isFiltered).length,
    },
    skipped: toolSet.skipped.filter((skip) => !isFiltered(skip)),
    filtered: toolSet.skipped.filter(isFiltered),
    tokens: { total: cost.total, byTool: cost.byTool, largest: largest(cost) },
    missingDescriptions: {
      operations: noted(used, toolSet, 'mapping/missing-description').map(idOf),
      parameters: used.flatMap(undescribedParameters),
    },
    renamedArguments: used.flatMap(renamedArguments),
    shortenedNames: noted(used, toolSet, 'mapping/name-shortened').map(({ operation, tool }) => ({
      operation: operation.id,
      tool: tool.name,
    })),
    deprecated: used.filter(({ operation }) => operation.deprecated).map(idOf),
    credentials: credentialsNeeded(toolSet.manifest, tools),
    findings: countFindings(diagnostics),
    clients: clientFits(toolSet.manifest.name, tools, cost.total),
  };
  const taken = deductions({
    ...facts.counts,
    tokens: cost.total,
    undescribedTools: facts.missingDescriptions.operations.length,
    parameters: used.reduce((sum, { tool }) => sum + argumentsOf(tool).length, 0),
    undescribedParameters: facts.missingDescriptions.parameters.length,
    unsupportedSignIn: tools.filter((tool) => needsUnsupported(tool, toolSet.manifest)).length,
    shortenedNames: facts.shortenedNames.length,
    unnamed: used.filter(({ operation }) => operation.operationId === undefined).length,
    hasServer: toolSet.manifest.servers.length > 0,
  });
  const points = taken.reduce((sum, deduction) => sum + deduction.points, 0);
  return { readiness: { score: Math.max(0, Math.round(100 - points)), deductions: taken }, ...facts };
}

/** A tool with the operation that it was made of. */
interface Used {
  readonly operation: Operation;
  readonly tool: ToolDefinition;
}

function usedOperations(api: ApiDescription, tools: readonly ToolDefinition[]): Used[] {
  const byOperation = new Map(tools.map((tool) => [tool.operation, tool]));
  return api.operations.flatMap((operation) => {
    const tool = byOperation.get(operation.id);
    return tool === undefined ? [] : [{ operation, tool }];
  });
}

function idOf({ operation }: Used): string {
  return operation.id;
}

/** Those that the mapping has a finding of this code about. */
function noted(used: readonly Used[], { diagnostics }: ToolSet, code: string): Used[] {
  const key = (place: { document: string; pointer: string }) => `${place.document}#${place.pointer}`;
  const places = new Set(
    diagnostics.flatMap((found) => (found.code === code && found.location ? [key(found.location)] : [])),
  );
  return used.filter(({ operation }) => places.has(key(operation.location)));
}

/** The parameters that a model sees. */
function argumentsOf({ binding, inputSchema }: ToolDefinition): { argument: string; wire: string }[] {
  return boundArguments(binding)
    .filter(({ argument }) => Object.hasOwn(inputSchema.properties, argument))
    .map(({ argument, name }) => ({ argument, wire: name }));
}

function undescribedParameters({ operation, tool }: Used) {
  return argumentsOf(tool)
    .filter(({ argument }) => !isDescribed(tool.inputSchema.properties[argument]))
    .map(({ wire }) => ({ operation: operation.id, parameter: wire }));
}

function isDescribed(property: unknown): boolean {
  return typeof property === 'object' && property !== null && 'description' in property;
}

function renamedArguments({ operation, tool }: Used) {
  return argumentsOf(tool)
    .filter(({ argument, wire }) => argument !== wire)
    .map(({ argument, wire }) => ({ operation: operation.id, parameter: wire, argument }));
}

function largest({ byTool }: TokenCost): { tool: string; tokens: number }[] {
  return Object.entries(byTool)
    .map(([tool, tokens]) => ({ tool, tokens }))
    .toSorted((a, b) => b.tokens - a.tokens)
    .slice(0, LARGEST);
}

const GRAVITY: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

function countFindings(diagnostics: readonly Diagnostic[]): ImportReport['findings'] {
  const counts = new Map<string, { code: string; severity: Severity; count: number }>();
  for (const { code, severity } of diagnostics) {
    const known = counts.get(`${severity} ${code}`);
    if (known === undefined) counts.set(`${severity} ${code}`, { code, severity, count: 1 });
    else known.count += 1;
  }
  return [...counts.values()].toSorted(
    (a, b) => GRAVITY[a.severity] - GRAVITY[b.severity] || b.count - a.count || (a.code < b.code ? -1 : 1),
  );
}
