import type { ApiServer } from '#lib/api-description';
import { asArray, asText, member } from '../../json.js';
import { isFetched, serverOf } from '../common.js';
import type { ReadContext } from '../context.js';

/** `schemes`, `host` and `basePath` as servers; https before http, since a credential may follow. */
export function readServers(context: ReadContext): ApiServer[] {
  const root = context.root();
  const basePath = asText(member(root.value, 'basePath')) ?? '';
  const host =
    asText(member(root.value, 'host')) ?? (isFetched(root.uri) ? new URL(root.uri).host : undefined);
  if (host === undefined) return basePath === '' ? [] : [serverOf(basePath, { variables: {} }, root.uri)];
  const declared = asArray(member(root.value, 'schemes')).filter(
    (scheme) => scheme === 'http' || scheme === 'https',
  );
  const schemes = declared.length > 0 ? declared.toSorted().toReversed() : [schemeOf(root.uri)];
  return schemes.map((scheme) =>
    serverOf(`${String(scheme)}://${host}${basePath}`, { variables: {} }, root.uri),
  );
}

/** Without `schemes`, the one that the description was fetched with. */
function schemeOf(uri: string): string {
  return uri.startsWith('http://') ? 'http' : 'https';
}
