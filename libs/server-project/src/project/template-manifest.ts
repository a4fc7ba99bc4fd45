import { posix } from 'node:path';
import { z } from 'zod';
import { AppError, toPointer, type Diagnostic } from '#lib/diagnostics';
import { pathFault } from './project-files.js';

/** What a template says about itself (`template.json`); docs/templates.md describes each member. */
export interface TemplateManifest {
  /** Version of the contract between templates and the generator. */
  readonly contract: 1;
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** Where the tool data goes. */
  readonly dataFolder: string;
  /** Where the server runtime's TypeScript sources go; none are written without it. */
  readonly runtimeFolder?: string | undefined;
  /** The whole server as one JavaScript file, bundled; it looks for `data/` beside itself. */
  readonly serverFile?: string | undefined;
  /** The TypeScript module that starts the server, where `runtimeFolder` is used. */
  readonly entry?: string | undefined;
  /** Folders of the project's owner: written once, and left alone when the project is generated anew. */
  readonly ownFolders?: readonly string[] | undefined;
}

export const TEMPLATE_MANIFEST = 'template.json';

/** Also the form of a built-in template's name, which is a folder. */
export const TEMPLATE_NAME = /^[a-z][a-z0-9-]{0,59}$/u;

const place = z
  .string()
  .max(200)
  .refine((path) => pathFault(path) === undefined, 'a path inside the project');
const line = z
  .string()
  .max(300)
  .regex(/^[^\p{Cc}\p{Cf}\u2028\u2029]*$/u, 'one line of text');

const SCHEMA = z
  .strictObject({
    contract: z.literal(1),
    name: z.string().regex(TEMPLATE_NAME, 'lower-case letters, digits and hyphens'),
    version: z.string().regex(/^\d{1,9}\.\d{1,9}\.\d{1,9}$/u, 'a version as in 1.0.0'),
    description: line,
    dataFolder: place,
    runtimeFolder: place.optional(),
    serverFile: place.regex(/\.mjs$/u, 'the name of an .mjs file').optional(),
    entry: place.optional(),
    ownFolders: z.array(place).max(20).optional(),
  })
  .refine(
    ({ serverFile, dataFolder }) =>
      serverFile === undefined || dataFolder === besideServer(serverFile, 'data'),
    {
      path: ['dataFolder'],
      error: 'the folder data beside serverFile',
    },
  );

/** The licences of the packages that the server file holds. */
export const LICENCES_FILE = 'LICENSES.txt';

/** The path of what lies beside the server file. */
export function besideServer(serverFile: string, name: string): string {
  return posix.join(posix.dirname(serverFile), name);
}

/** @throws AppError `template-invalid` with the place of each fault */
export function parseTemplateManifest(text: string): TemplateManifest {
  const parsed = SCHEMA.safeParse(parsedJson(text));
  if (parsed.success) return parsed.data;
  throw invalidTemplate(
    parsed.error.issues.map((issue) => ({
      code: 'template/manifest',
      severity: 'error',
      message: `${issue.path.join('.') || 'It'}: ${issue.message}`,
      location: { document: TEMPLATE_MANIFEST, pointer: toPointer(issue.path.map(String)) },
    })),
  );
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = `It is no JSON: ${error instanceof Error ? error.message : String(error)}`;
    throw invalidTemplate([templateFault('manifest', TEMPLATE_MANIFEST, message)]);
  }
}

/** Stable codes, as `template/…`. */
export type TemplateFaultCode =
  'archive' | 'link' | 'manifest' | 'missing' | 'path' | 'render' | 'syntax' | 'text' | 'unsafe';

export function templateFault(
  code: TemplateFaultCode,
  document: string,
  message: string,
  lineNumber?: number,
): Diagnostic {
  const location = { document, pointer: '', ...(lineNumber === undefined ? {} : { line: lineNumber }) };
  return { code: `template/${code}`, severity: 'error', message, location };
}

export function invalidTemplate(diagnostics: readonly Diagnostic[], cause?: unknown): AppError {
  const [first] = diagnostics;
  const detail = `${first?.location?.document ?? 'The template'}: ${first?.message ?? 'it cannot be used'}`;
  return new AppError('template-invalid', { detail, diagnostics, cause });
}
