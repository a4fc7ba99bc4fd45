import { makeTools, type Customization, type MadeTools } from '#lib/customization';
import { DEFAULT_READ_LIMITS, type SourceAdditions, type SpecSource } from '#lib/spec-parser';
import type { CustomizeOptions } from './customize-options.js';

/** What a description becomes, with what was asked to be changed. */
export interface ReadTools extends MadeTools {
  readonly customization: Customization;
}

/** What a command line says about a description besides its place. */
export interface SpecOptions extends CustomizeOptions {
  /** The API's address, where the description names none or another one. */
  readonly endpoint?: string;
  /** Sent when a GraphQL endpoint is asked for its schema. */
  readonly header?: Readonly<Record<string, string>>;
  readonly apiKeyHeader?: string;
  /** Formats or types of custom scalars by name. */
  readonly scalar?: SourceAdditions['scalars'];
}

/**
 * Reads a file, folder or URL and maps it. The URL was typed by whoever runs this on their own machine,
 * so it may be private; what the document refers to may not.
 *
 * @param customization Comes in the place of what the options say of it
 * @throws AppError as readApiDescription
 */
export async function readTools(
  spec: string,
  options: SpecOptions,
  customization: Customization,
): Promise<ReadTools> {
  const made = await makeTools(sourceOf(spec, options), {
    limits: DEFAULT_READ_LIMITS,
    fetch: { allowedNetworks: [], trustEntryUrl: true },
    customization,
  });
  return { ...made, customization };
}

function sourceOf(spec: string, options: SpecOptions): SpecSource {
  const { header: headers, endpoint, apiKeyHeader, scalar: scalars } = options;
  const additions = {
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(apiKeyHeader === undefined ? {} : { apiKeyHeader }),
    ...(scalars === undefined ? {} : { scalars }),
  };
  if (!/^https?:\/\//i.test(spec)) return { kind: 'path', path: spec, additions };
  return {
    kind: 'url',
    url: spec,
    additions,
    ...(headers === undefined ? {} : { introspect: true, headers }),
  };
}
