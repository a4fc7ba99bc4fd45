import { CORE_SCHEMA, load, Type, YAMLException } from 'js-yaml';

/** YAML 1.2 core with merge keys; dates stay strings, as in JSON. */
const MERGE_KEY = new Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (data) => data === '<<' });
const YAML_SCHEMA = CORE_SCHEMA.extend({ implicit: [MERGE_KEY] });

/** A document that is neither JSON nor YAML; positions are 1-based. */
export class SyntaxFault extends Error {
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(reason: string, line?: number, column?: number) {
    super(reason);
    this.name = 'SyntaxFault';
    this.line = line;
    this.column = column;
  }
}

/**
 * Parses JSON or YAML. JSON is tried first: it is ten times as fast, and big descriptions are JSON.
 *
 * @throws SyntaxFault
 */
export function parseText(text: string): unknown {
  const source = text.charCodeAt(0) === 0xfe_ff ? text.slice(1) : text;
  const start = source.trimStart().charAt(0);
  if (start === '{' || start === '[') {
    try {
      return JSON.parse(source);
    } catch {
      // YAML flow style looks like JSON, and its parser says where the fault is.
    }
  }
  return parseYaml(source);
}

function parseYaml(source: string): unknown {
  try {
    return load(source, { schema: YAML_SCHEMA, json: false });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const mark = error.mark as { line: number; column: number } | undefined;
    throw new SyntaxFault(error.reason, mark && mark.line + 1, mark && mark.column + 1);
  }
}
