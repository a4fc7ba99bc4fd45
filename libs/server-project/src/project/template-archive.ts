import { unzipSync } from 'fflate';
import { AppError } from '#lib/diagnostics';
import { TEMPLATE_LIMITS, TemplateSize, templateText, tooLarge } from './template-limits.js';
import { invalidTemplate, TEMPLATE_MANIFEST, templateFault } from './template-manifest.js';
import { readZipDirectory } from './zip-directory.js';

/**
 * Reads a template out of a zip that holds it at its top, or in one folder.
 *
 * @throws AppError `template-invalid`, `template-too-large`
 */
export function readTemplateArchive(bytes: Uint8Array): Map<string, string> {
  if (bytes.length > TEMPLATE_LIMITS.archiveBytes)
    throw tooLarge(`the zip is over ${TEMPLATE_LIMITS.archiveBytes / 1024 / 1024} MiB`);
  try {
    checkDirectory(bytes);
    return texts(unzipSync(bytes, { filter: ({ name }) => !name.endsWith('/') }));
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw invalidTemplate(
      [templateFault('archive', 'the zip', 'It is no zip, damaged or encrypted.')],
      error,
    );
  }
}

/** Everything that unpacking trusts is looked at before; a file is never unpacked beyond its stated size. */
function checkDirectory(bytes: Uint8Array): void {
  const size = new TemplateSize();
  const seen = new Set<string>();
  for (const { name, isLink, isEncrypted, bytes: length } of readZipDirectory(bytes)) {
    const shown = name.slice(0, 200);
    if (isLink) throw invalidTemplate([templateFault('link', shown, 'It is a link.')]);
    if (isEncrypted) throw invalidTemplate([templateFault('archive', shown, 'It is encrypted.')]);
    if (seen.has(name))
      throw invalidTemplate([templateFault('archive', shown, 'It stands twice in the zip.')]);
    if (leavesArchive(name))
      throw invalidTemplate([templateFault('path', shown, 'Its path leaves the zip.')]);
    seen.add(name);
    size.add(shown, length);
  }
}

function leavesArchive(name: string): boolean {
  return name.split(/[\\/]/u).includes('..') || /^(?:[\\/]|[a-z]:)/iu.test(name);
}

function texts(entries: Readonly<Record<string, Uint8Array>>): Map<string, string> {
  const paths = Object.keys(entries).filter((name) => !name.startsWith('__MACOSX/'));
  const top = paths.includes(TEMPLATE_MANIFEST) ? '' : `${paths[0]?.split('/')[0] ?? ''}/`;
  const inside = paths.filter((path) => path.startsWith(top));
  return new Map(
    inside.map((path) => [path.slice(top.length), templateText(path, entries[path] ?? new Uint8Array())]),
  );
}
