import type { Diagnostic } from '#lib/diagnostics';
import { SANDBOX_FILE } from '../bundle/server-file.js';
import { FILE_LIST } from './file-list.js';
import { pathFault } from './project-files.js';
import { RECORD_FILE } from './project-record.js';
import { besideServer, LICENCES_FILE, templateFault, type TemplateManifest } from './template-manifest.js';

const LONGEST_PATH = 200;

/** What is wrong with the paths of the files that a template makes. */
export function templatePathFaults(paths: readonly string[], manifest: TemplateManifest): Diagnostic[] {
  const seen = new Set<string>();
  const folders = new Set(paths.flatMap((path) => foldersOf(path.toLowerCase())));
  const taken = takenPlaces(manifest);
  return paths.flatMap((path) => {
    const folded = path.toLowerCase();
    const reason = formFault(path) ?? clashFault(folded, seen, folders) ?? placeFault(folded, taken);
    seen.add(folded);
    return reason === undefined
      ? []
      : [templateFault('path', path.slice(0, LONGEST_PATH), `Its path ${reason}.`)];
  });
}

function formFault(path: string): string | undefined {
  if (path.length > LONGEST_PATH) return `is longer than ${LONGEST_PATH} characters`;
  return pathFault(path);
}

function clashFault(
  folded: string,
  seen: ReadonlySet<string>,
  folders: ReadonlySet<string>,
): string | undefined {
  if (seen.has(folded)) return 'stands twice, ignoring case';
  return folders.has(folded) ? 'is that of a folder, too' : undefined;
}

function placeFault(folded: string, taken: readonly string[]): string | undefined {
  const place = taken.find(
    (one) => folded === one || folded.startsWith(`${one}/`) || one.startsWith(`${folded}/`),
  );
  return place === undefined ? undefined : `is the generator's own (${place})`;
}

function takenPlaces({ dataFolder, runtimeFolder, serverFile }: TemplateManifest): string[] {
  const beside = serverFile === undefined ? [] : [LICENCES_FILE, SANDBOX_FILE];
  const places = [RECORD_FILE, FILE_LIST, dataFolder, runtimeFolder, serverFile];
  return [...places, ...beside.map((name) => besideServer(serverFile ?? '', name))].flatMap((place) =>
    place === undefined ? [] : [place.toLowerCase()],
  );
}

function foldersOf(path: string): string[] {
  const segments = path.split('/').slice(0, -1);
  return segments.map((_segment, index) => segments.slice(0, index + 1).join('/'));
}
