import type { ParameterPlace, ParameterStyle } from '#lib/api-description';

const STYLES: ReadonlySet<string> = new Set([
  'simple',
  'label',
  'matrix',
  'form',
  'spaceDelimited',
  'pipeDelimited',
  'deepObject',
  'cookie',
]);

/** Default style of each place (OpenAPI "Parameter Object", field `style`). */
export const DEFAULT_STYLE: Readonly<Record<ParameterPlace, ParameterStyle>> = {
  path: 'simple',
  header: 'simple',
  query: 'form',
  cookie: 'form',
  querystring: 'form',
};

export function readStyle(value: unknown): ParameterStyle | undefined {
  return typeof value === 'string' && STYLES.has(value) ? (value as ParameterStyle) : undefined;
}

/** `form` and `cookie` explode unless told otherwise; the others do not. */
export function explodesByDefault(style: ParameterStyle): boolean {
  return style === 'form' || style === 'cookie';
}
