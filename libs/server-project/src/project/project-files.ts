import { AppError } from '#lib/diagnostics';

/** Characters that some file system refuses or reads as a separator. */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const UNPORTABLE = /[\u0000-\u001f\u007f<>:"|?*\\]/u;

/** Git runs hooks that lie there, and packages come from a registry. */
const FOREIGN_FOLDER = /^(?:\.git|git~\d+|node_modules)$/iu;

/** Tells why a relative POSIX path may not be part of a project; undefined when it may. */
export function pathFault(path: string): string | undefined {
  if (UNPORTABLE.test(path)) return 'holds a character that not every file system takes';
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.' || segment === '..') return 'leaves the project or is not normal';
    if (FOREIGN_FOLDER.test(segment)) return 'leads into .git or node_modules';
    if (/[. ]$/u.test(segment)) return 'ends a name in a dot or a space';
  }
  return undefined;
}

/** Collects a project's files; a path that is doubled (ignoring case) or leads outside is an error. */
export class ProjectFiles {
  readonly #files = new Map<string, string>();
  readonly #seen = new Set<string>();

  add(path: string, text: string): void {
    const fault = pathFault(path);
    if (fault !== undefined) {
      throw new AppError('generation-failed', { detail: `The file name ${JSON.stringify(path)} ${fault}.` });
    }
    const folded = path.toLowerCase();
    if (this.#seen.has(folded)) {
      throw new AppError('generation-failed', {
        detail: `Two files would have the name ${JSON.stringify(path)}.`,
      });
    }
    this.#seen.add(folded);
    this.#files.set(path, text);
  }

  /** By path, in the order of their UTF-16 code units: the same on every machine. */
  sorted(): ReadonlyMap<string, string> {
    return new Map([...this.#files].toSorted(([left], [right]) => (left < right ? -1 : 1)));
  }
}
