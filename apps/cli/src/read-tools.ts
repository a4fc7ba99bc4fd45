import { makeTools, type Customization, type MadeTools } from '#lib/customization';
import { DEFAULT_READ_LIMITS, type SpecSource } from '#lib/spec-parser';

/** What a description becomes, with what was asked to be changed. */
export interface ReadTools extends MadeTools {
  readonly customization: Customization;
}

/**
 * Reads a file, folder or URL and maps it. The URL was typed by whoever runs this on their own machine,
 * so it may be private; what the document refers to may not.
 *
 * @throws AppError as readApiDescription
 */
export async function readTools(spec: string, customization: Customization): Promise<ReadTools> {
  const made = await makeTools(sourceOf(spec), {
    limits: DEFAULT_READ_LIMITS,
    fetch: { allowedNetworks: [], trustEntryUrl: true },
    customization,
  });
  return { ...made, customization };
}

function sourceOf(spec: string): SpecSource {
  return /^https?:\/\//i.test(spec) ? { kind: 'url', url: spec } : { kind: 'path', path: spec };
}
