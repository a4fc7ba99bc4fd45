import type { EncodedBody } from '../request/body.js';
import { bytesOf } from '../request/content.js';
import { multipartParts, type Part } from '../request/multipart.js';
import { isRecord } from '../request/values.js';

/** A file of the arguments, taken out of the variables. */
export interface Upload {
  /** Where null stands for it: `variables.input.files.0`. */
  readonly path: string;
  readonly bytes: Buffer;
  readonly filename: string;
  readonly contentType: string;
}

/**
 * Takes the files out of a variable's value; null is left in their place.
 *
 * @param paths below the value; `*` stands for each item of a list
 * @throws CallError when a file's data is no base64
 */
export function takeUploads(
  value: unknown,
  paths: readonly (readonly string[])[],
  name: string,
): { value: unknown; uploads: Upload[] } {
  const uploads: Upload[] = [];
  const left = paths.reduce((rest, path) => take(rest, path, { at: `variables.${name}`, uploads }), value);
  return { value: left, uploads };
}

function take(value: unknown, path: readonly string[], to: { at: string; uploads: Upload[] }): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return takeFile(value, to);
  if (step === '*') {
    if (!Array.isArray(value)) return value;
    return value.map((item, index) => take(item, rest, { ...to, at: `${to.at}.${index}` }));
  }
  if (!isRecord(value) || !Object.hasOwn(value, step)) return value;
  return { ...value, [step]: take(value[step], rest, { ...to, at: `${to.at}.${step}` }) };
}

function takeFile(value: unknown, to: { at: string; uploads: Upload[] }): unknown {
  if (!isRecord(value)) return value;
  const { data, filename, contentType } = value;
  to.uploads.push({
    path: to.at,
    bytes: bytesOf(data, `The file at ${to.at}`),
    filename: typeof filename === 'string' ? filename : 'file',
    contentType: typeof contentType === 'string' ? contentType : 'application/octet-stream',
  });
  return null;
}

/** GraphQL multipart request specification, https://github.com/jaydenseric/graphql-multipart-request-spec */
export function withUploads(
  body: Readonly<Record<string, unknown>>,
  uploads: readonly Upload[],
): EncodedBody {
  const map = Object.fromEntries(uploads.map(({ path }, index) => [String(index), [path]]));
  const parts: Part[] = [
    { name: 'operations', bytes: Buffer.from(JSON.stringify(body)) },
    { name: 'map', bytes: Buffer.from(JSON.stringify(map)) },
    ...uploads.map((upload, index) => ({ ...upload, name: String(index) })),
  ];
  return multipartParts(parts);
}
