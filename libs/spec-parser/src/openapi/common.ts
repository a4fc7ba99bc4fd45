import type {
  ApiInfo,
  ApiServer,
  ApiTag,
  Extensions,
  JsonValue,
  SecurityRequirement,
} from '#lib/api-description';
import { asArray, asText, compact, entries, isObject, member } from '../json.js';
import type { ReadContext, Spot } from './context.js';

/** Methods with a field of their own in a Path Item Object. */
export const PATH_ITEM_METHODS = [
  'get',
  'put',
  'post',
  'delete',
  'options',
  'head',
  'patch',
  'trace',
] as const;

export function readInfo(context: ReadContext): ApiInfo {
  const info = context.child(context.root(), 'info').value;
  const license = member(info, 'license');
  const docs = member(context.root().value, 'externalDocs');
  return compact({
    title: asText(member(info, 'title')) ?? 'Untitled API',
    version: String(member(info, 'version') ?? '0.0.0'),
    summary: asText(member(info, 'summary')),
    description: asText(member(info, 'description')),
    license: asText(member(license, 'identifier')) ?? asText(member(license, 'name')),
    documentationUrl: asText(member(docs, 'url')),
  }) as ApiInfo;
}

export function readTags(context: ReadContext): ApiTag[] {
  const seen = new Set<string>();
  const tags: ApiTag[] = [];
  for (const tag of asArray(member(context.root().value, 'tags'))) {
    const name = asText(member(tag, 'name'));
    if (name === undefined || seen.has(name)) continue;
    seen.add(name);
    const description = asText(member(tag, 'description'));
    tags.push(compact({ name, description, extensions: readMcpExtension(tag) }) as ApiTag);
  }
  return tags;
}

/** Security Requirement Objects; scopes that are no strings are left out. */
export function readSecurity(value: unknown): SecurityRequirement[] {
  return asArray(value)
    .filter(isObject)
    .map((requirement) =>
      Object.fromEntries(
        entries(requirement).map(([scheme, scopes]) => [
          scheme,
          asArray(scopes).filter((scope) => typeof scope === 'string'),
        ]),
      ),
    );
}

export function readExtensions(value: unknown): Extensions {
  return Object.fromEntries(entries(value).filter(([key]) => key.startsWith('x-'))) as Record<
    string,
    JsonValue
  >;
}

/** What an author says about MCP (`x-mcp`) above single operations; undefined when nothing. */
export function readMcpExtension(value: unknown): Extensions | undefined {
  const mcp = member(value, 'x-mcp');
  return mcp === undefined ? undefined : { 'x-mcp': mcp as JsonValue };
}

/** Text fields and tags that operations of every version share. */
export function readLabels(value: unknown) {
  return {
    operationId: asText(member(value, 'operationId')),
    summary: asText(member(value, 'summary')),
    description: asText(member(value, 'description')),
    tags: asArray(member(value, 'tags')).filter((tag) => typeof tag === 'string'),
    deprecated: member(value, 'deprecated') === true,
  };
}

/** An absolute or root-relative server URL without a trailing slash. */
export function serverOf(url: string, rest: Omit<ApiServer, 'url'>, base: string): ApiServer {
  const trimmed = url.trim().replace(/\/+$/, '') || '/';
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) || trimmed.includes('{')) return { url: trimmed, ...rest };
  if (!isFetched(base) || !URL.canParse(trimmed, base)) return { url: trimmed, ...rest };
  return { url: new URL(trimmed, base).href.replace(/\/+$/, ''), ...rest };
}

/** Whether a document came from a web address, which relative ones are resolved against. */
export function isFetched(uri: string): boolean {
  return /^https?:\/\//.test(uri) && !uri.startsWith('https://upload.invalid/');
}

/** The root of the host that serves the document, where the document names no server. */
export function hostOfDocument(uri: string): ApiServer[] {
  return isFetched(uri) ? [serverOf('/', { variables: {} }, uri)] : [];
}

/** A member of a Responses Object that is neither a status nor an extension. */
export function noteStatus(context: ReadContext, spot: Spot, status: string): void {
  if (status.startsWith('x-')) return;
  context.findings.add(
    {
      code: 'spec/status-invalid',
      severity: 'warning',
      message: `${JSON.stringify(status.slice(0, 60))} is no status of an answer; it was left out.`,
      fix: 'Write a status from 100 to 599, or "default".',
    },
    spot.place,
  );
}

/** Version 3 is told by another field; and texts that are numbers in YAML lose digits: `1.10` is `1.1`. */
export function checkVersions(context: ReadContext): void {
  const root = context.root();
  const swagger = context.child(root, 'swagger');
  if (swagger.value !== undefined && context.dialect !== 'swagger-2.0') {
    context.findings.add(
      {
        code: 'spec/version-field',
        severity: 'warning',
        message: 'Version 3 is named by "openapi", not by "swagger".',
        fix: 'Name the version in one field: "openapi" from 3.0 on, "swagger" for 2.0.',
      },
      swagger.place,
    );
  }
  const texts = [
    context.child(root, 'openapi'),
    swagger,
    context.child(context.child(root, 'info'), 'version'),
  ];
  for (const { value, place } of texts) {
    if (value === undefined || typeof value === 'string') continue;
    context.findings.add(
      {
        code: 'spec/text-expected',
        severity: 'warning',
        message: `This must be text; it was read as ${JSON.stringify(value)?.slice(0, 40)}.`,
        fix: 'Put the value in quotes.',
      },
      place,
    );
  }
}
