import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildASTSchema,
  buildClientSchema,
  parse,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';
import { completeSchema } from '../../libs/spec-parser/src/graphql/complete-schema.js';
import { parseDocuments } from '../../libs/spec-parser/src/graphql/parse-documents.js';
import { corporaDir } from './corpora.js';

/** A GraphQL entry of the corpora's index. */
export interface GraphqlEntry {
  /** A file, or the folder that several make a schema in. */
  readonly path: string;
  readonly operations: number;
}

export function graphqlEntries(): GraphqlEntry[] {
  const folder = corporaDir();
  if (folder === undefined) return [];
  return readFileSync(join(folder, 'INDEX.tsv'), 'utf8')
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([, kind]) => kind === 'graphql')
    .map(([file = '', , , , , , operations = '0', traits = '']) => ({
      path: /\[folder (.*?)\/?\]/.exec(traits)?.[1] ?? file,
      operations: Number(operations),
    }));
}

/** The schema as graphql-js alone reads it; subgraphs are joined first. */
export function executableSchema(path: string): GraphQLSchema {
  if (path.endsWith('.json')) {
    const value = JSON.parse(readFileSync(path, 'utf8')) as { data?: IntrospectionQuery };
    return buildClientSchema(value.data ?? (value as unknown as IntrospectionQuery));
  }
  if (path.endsWith('.graphql')) {
    const document = parse(readFileSync(path, 'utf8'));
    return buildASTSchema(document, { assumeValidSDL: true, assumeValid: true });
  }
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.graphql'),
  );
  const documents = files.map((name) => ({ name, text: readFileSync(join(path, name), 'utf8') }));
  return buildASTSchema(completeSchema(parseDocuments(documents).schema), { assumeValidSDL: true });
}
