import { CORE_SCHEMA, load, Type, YAMLException } from 'js-yaml';
import { DEFAULT_READ_LIMITS } from '../limits.js';
import type { ReadLimits } from '../source.js';
import { checkStructure } from './check-structure.js';
import { SyntaxFault } from './document-fault.js';

/** YAML 1.2 core with merge keys; dates stay strings, as in JSON. */
const MERGE_KEY = new Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (data) => data === '<<' });
const YAML_SCHEMA = CORE_SCHEMA.extend({ implicit: [MERGE_KEY] });

/**
 * Parses JSON or YAML. JSON is tried first: it is ten times as fast, and big descriptions are JSON.
 *
 * @throws DocumentFault
 */
export function parseText(text: string, limits: ReadLimits = DEFAULT_READ_LIMITS): unknown {
  const source = text.charCodeAt(0) === 0xfe_ff ? text.slice(1) : text;
  const start = source.trimStart().charAt(0);
  if (start === '{' || start === '[') {
    const value = parseJson(source);
    if (value !== undefined) {
      checkStructure(value, limits, false);
      return value;
    }
  }
  const value = parseYaml(source);
  checkStructure(value, limits, true);
  return value;
}

/** Undefined when it is no JSON: YAML flow style looks like it, and YAML's parser says where a fault is. */
function parseJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}

function parseYaml(source: string): unknown {
  try {
    return load(source, { schema: YAML_SCHEMA, json: false });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const mark = error.mark as { line: number; column: number } | undefined;
    throw new SyntaxFault(error.reason, mark && { line: mark.line + 1, column: mark.column + 1 });
  }
}
