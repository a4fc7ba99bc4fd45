import { AppError } from '#lib/diagnostics';

/** @throws AppError `request-invalid` for a variable that is no text */
export function variablesOf<T extends string | null>(
  variables: Readonly<Record<string, T>> = {},
  upstreamBaseUrl?: string,
): Record<string, T | string> {
  const wrong = Object.entries(variables).filter(([, value]) => value !== null && typeof value !== 'string');
  if (wrong.length > 0) {
    throw new AppError('request-invalid', {
      detail: `These variables must be strings: ${wrong.map(([name]) => name).join(', ')}.`,
    });
  }
  return { ...variables, ...(upstreamBaseUrl === undefined ? {} : { UPSTREAM_BASE_URL: upstreamBaseUrl }) };
}
