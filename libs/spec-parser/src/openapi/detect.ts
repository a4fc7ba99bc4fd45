import { AppError, type Diagnostic } from '#lib/diagnostics';
import { isObject, member, type JsonObject } from '../json.js';
import type { Dialect } from './context.js';

export interface Detected {
  readonly dialect: Dialect;
  /** As the document states it. */
  readonly version: string;
}

/**
 * Tells which version of OpenAPI a parsed document is written in.
 *
 * @throws AppError `document-unusable` that says what the document seems to be instead
 */
export function detectVersion(value: unknown, document: string): Detected {
  const openapi = member(value, 'openapi');
  const swagger = member(value, 'swagger');
  const version = String(openapi ?? swagger ?? '').trim();
  if (/^2\.0(\.0)?$|^2$/.test(version)) return { dialect: 'swagger-2.0', version: '2.0' };
  if (/^3\.0(\.\d+)?(-\w+)?$|^3$/.test(version)) return { dialect: 'openapi-3.0', version };
  if (/^3\.[12](\.\d+)?(-\w+)?$/.test(version)) return { dialect: 'openapi-3.1', version };
  const found = openapi ?? swagger;
  if (found !== undefined) {
    const pointer = openapi === undefined ? '/swagger' : '/openapi';
    throw unusable(
      `The version ${JSON.stringify(found)} is not supported.`,
      'Use Swagger 2.0 or OpenAPI 3.0, 3.1 or 3.2.',
      { document, pointer },
    );
  }
  throw unusable(
    seemsToBe(value),
    'Send an OpenAPI description (its root has a member "openapi" or "swagger") or a GraphQL schema.',
    { document, pointer: '' },
  );
}

function unusable(message: string, fix: string, location: { document: string; pointer: string }): AppError {
  const diagnostic: Diagnostic = {
    code: 'spec/not-a-description',
    severity: 'error',
    message,
    fix,
    location,
  };
  return new AppError('document-unusable', { detail: `${message} ${fix}`, diagnostics: [diagnostic] });
}

function seemsToBe(value: unknown): string {
  if (typeof value === 'string') {
    const html = /^\s*<(!doctype|html)/i.test(value);
    return html ? 'This is an HTML page, not a description.' : 'This is plain text, not a description.';
  }
  if (value === undefined || value === null) return 'The document is empty.';
  if (!isObject(value)) return "The document's root is not an object.";
  const other = OTHER_FORMATS.find(([telling]) => telling(value));
  return other === undefined ? 'The document names no version of OpenAPI.' : other[1];
}

/** How descriptions of other kinds give themselves away. */
const OTHER_FORMATS: readonly [(value: JsonObject) => boolean, string][] = [
  [
    (value) => isObject(value['info']) && 'item' in value,
    'This is a Postman collection, not an OpenAPI description.',
  ],
  [(value) => 'asyncapi' in value, 'This is an AsyncAPI description; it describes messages, not HTTP calls.'],
  [(value) => 'swaggerVersion' in value, 'This is a Swagger description older than version 2.0.'],
];
