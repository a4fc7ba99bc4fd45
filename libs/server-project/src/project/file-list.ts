import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { TemplateManifest } from './template-manifest.js';

/** What a project remembers of its own generation, so that it can be generated anew. */
export interface FileList {
  readonly toolwright: 1;
  readonly template: { readonly name: string; readonly version: string };
  /** Folder of the tool data. */
  readonly dataFolder: string;
  /** SHA-256 (hex) of every generated file, but for this one and those in the owner's folders. */
  readonly files: Readonly<Record<string, string>>;
}

export const FILE_LIST = 'toolwright.files.json';

const SCHEMA = z.object({
  toolwright: z.literal(1),
  template: z.object({ name: z.string(), version: z.string() }),
  dataFolder: z.string(),
  files: z.record(z.string(), z.string()),
});

export function fileListOf(files: ReadonlyMap<string, string>, manifest: TemplateManifest): FileList {
  const { name, version, dataFolder, ownFolders = [] } = manifest;
  const generated = [...files].filter(([path]) => !isOwn(path, ownFolders));
  return {
    toolwright: 1,
    template: { name, version },
    dataFolder,
    files: Object.fromEntries(generated.map(([path, text]) => [path, textHash(text)])),
  };
}

/** Undefined where the text is none. */
export function parseFileList(text: string): FileList | undefined {
  try {
    return SCHEMA.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export function isOwn(path: string, ownFolders: readonly string[]): boolean {
  return ownFolders.some((folder) => path.startsWith(`${folder}/`));
}

/** Line ends do not count: version control may change them on checkout. */
export function textHash(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');
}
