import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { ToolDefinition } from '#lib/server-runtime';

/** What a client would refuse. */
export function toolFaults(tools: readonly ToolDefinition[]): string[] {
  const ajv = new Ajv2020({
    strict: true,
    strictTypes: false,
    strictRequired: false,
    strictTuples: false,
    allErrors: false,
    logger: false,
  });
  formats.default(ajv);
  for (const name of ['int32', 'int64', 'float', 'double', 'binary', 'byte', 'password'])
    ajv.addFormat(name, true);
  return tools.flatMap((tool) => faultsOf(tool, ajv).map((fault) => `${tool.name}: ${fault}`));
}

const AT_NO_ROOT = ['oneOf', 'anyOf', 'allOf', 'not', '$ref', '$schema'];

const MAX_OUTPUT_CHARS = 4096;

function faultsOf({ name, description, inputSchema, outputSchema }: ToolDefinition, ajv: Ajv2020): string[] {
  const badKeys = Object.keys(inputSchema.properties).filter((key) => !/^[a-zA-Z0-9_.-]{1,64}$/.test(key));
  const checks: [boolean, string][] = [
    [/^[a-zA-Z_][a-zA-Z0-9_-]{0,39}$/.test(name), 'name'],
    [description !== '' && description.length <= 1024, 'description'],
    [inputSchema.type === 'object', 'root'],
    [!AT_NO_ROOT.some((keyword) => keyword in inputSchema), 'combinator at the root'],
    [badKeys.length === 0, `keys ${badKeys.join(', ')}`],
  ];
  const found = checks.filter(([holds]) => !holds).map(([, fault]) => fault);
  return [...found, ...compileFaults(inputSchema, ajv), ...outputFaults(outputSchema, ajv)];
}

function outputFaults(schema: ToolDefinition['outputSchema'], ajv: Ajv2020): string[] {
  if (schema === undefined) return [];
  const faults = compileFaults(schema, ajv);
  if (schema.type !== 'object') faults.push('output root');
  if (JSON.stringify(schema).length > MAX_OUTPUT_CHARS) faults.push('output over 4 KB');
  return faults;
}

function compileFaults(schema: object, ajv: Ajv2020): string[] {
  try {
    for (const format of unknownFormats(schema, ajv)) ajv.addFormat(format, true);
    ajv.compile(schema);
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

/** Formats are an open list (JSON Schema 2020-12 validation, section 7.2.3). */
function unknownFormats(schema: unknown, ajv: Ajv2020): string[] {
  const names = [...JSON.stringify(schema).matchAll(/"format":"((?:[^"\\]|\\.)*)"/g)].map(
    (match) => JSON.parse(`"${match[1] ?? ''}"`) as string,
  );
  return [...new Set(names)].filter((name) => !(name in ajv.formats));
}
