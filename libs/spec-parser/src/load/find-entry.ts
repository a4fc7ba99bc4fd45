import { AppError } from '#lib/diagnostics';
import { isGraphqlName, isIntrospection } from '../graphql/detect.js';
import { decodeText } from './decode.js';

const HEAD_BYTES = 64 * 1024;
const USUAL_NAME = /^(openapi|swagger|index|api|main)\b.*\.(json|ya?ml)$/i;

/** Where the reading of several files begins. */
export interface Entry {
  readonly name: string;
  /** All files of a GraphQL schema, the first of which is the entry. */
  readonly graphql?: readonly string[];
}

/**
 * Finds the description among the files of an archive or folder: the one with a root `openapi` or
 * `swagger` member that lies nearest to the top. Without one, GraphQL files are read together.
 *
 * @throws AppError `document-unusable` when there is none, or no telling which
 */
export function findEntry(files: ReadonlyMap<string, Uint8Array>): Entry {
  const roots = [...files].filter(([, bytes]) => isDescriptionRoot(bytes)).map(([name]) => name);
  if (roots.length === 0) {
    const graphql = [...files].filter(isGraphql).map(([name]) => name);
    const [name] = graphql.toSorted();
    if (name !== undefined) return { name, graphql: graphql.toSorted() };
    throw new AppError('document-unusable', {
      detail: `None of the ${files.size} files has "openapi" or "swagger" at its root or is a GraphQL schema. Add the description's own file.`,
    });
  }
  const top = Math.min(...roots.map(depth));
  const nearest = roots.filter((name) => depth(name) === top).toSorted();
  const [only, second] = nearest;
  if (only !== undefined && second === undefined) return { name: only };
  const usual = nearest.filter((name) => USUAL_NAME.test(name.split('/').at(-1) ?? ''));
  if (usual.length === 1 && usual[0] !== undefined) return { name: usual[0] };
  throw new AppError('document-unusable', {
    detail: `Several files could be the description: ${nearest.slice(0, 5).join(', ')}. Send one of them alone, or name it openapi.yaml.`,
  });
}

function isGraphql([name, bytes]: readonly [string, Uint8Array]): boolean {
  return (
    isGraphqlName(name) ||
    (/\.json$/i.test(name) && isIntrospection(new TextDecoder().decode(bytes.subarray(0, HEAD_BYTES))))
  );
}

function depth(name: string): number {
  return name.split('/').length;
}

/** Looks at the beginning only: a description names its version near the top. */
function isDescriptionRoot(bytes: Uint8Array): boolean {
  const head = headOf(bytes);
  return (
    /^(openapi|swagger)["']?\s*:/m.test(head) ||
    /^\s*\{(?:[^{}]|\{[^{}]*\})*?"(openapi|swagger)"\s*:/.test(head)
  );
}

function headOf(bytes: Uint8Array): string {
  try {
    return decodeText(bytes.subarray(0, HEAD_BYTES)).text;
  } catch {
    return '';
  }
}
