import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { renderProject, type ServerProject } from '#lib/server-project';
import { smallToolSet } from '../../../../test/support/tool-sets.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

interface PackageFile {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

interface LockFile {
  readonly packages: Readonly<
    Record<string, { version: string; resolved?: string; integrity?: string; dev?: true }>
  >;
}

describe('the node-server template', () => {
  let project: ServerProject;
  let manifest: PackageFile;
  let lock: LockFile;
  let sources: string[];
  const read = <T>(path: string): T => JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as T;

  beforeAll(async () => {
    project = await renderProject(smallToolSet());
    manifest = JSON.parse(project.files.get('package.json')!) as PackageFile;
    lock = JSON.parse(project.files.get('package-lock.json')!) as LockFile;
    sources = [...project.files].filter(([path]) => path.endsWith('.ts')).map(([, text]) => text);
  });

  it('declares every package that its sources import, in exact versions', () => {
    const declared = { ...manifest.dependencies, ...manifest.devDependencies };
    const imported = sources.flatMap((text) =>
      [...text.matchAll(/(?:from |import |import\()'([@a-z][^'\s]*)'/gu)].map(([, name]) => name!),
    );
    const packages = imported
      .filter((name) => !name.startsWith('node:'))
      .map((name) =>
        name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/'),
      );
    expect([...new Set(packages)].filter((name) => !(name in declared))).toEqual([]);
    for (const version of Object.values(declared)) expect(version).toMatch(/^\d+\.\d+\.\d+$/u);
  });

  it('runs deployed on the versions that it installs downloaded', () => {
    const hub = read<LockFile>('package-lock.json').packages;
    const differing = Object.entries(lock.packages)
      .filter(([path, entry]) => path !== '' && entry.dev !== true && hub[path]?.version !== entry.version)
      .map(([path, entry]) => `${path} ${entry.version}, here ${hub[path]?.version}`);
    expect(differing).toEqual([]);
  });

  it('locks by content and names no registry', () => {
    const [, ...entries] = Object.values(lock.packages);
    expect(entries.length).toBeGreaterThan(10);
    for (const entry of entries) {
      expect(entry.integrity).toMatch(/^sha512-/u);
      expect(entry.resolved).toBeUndefined();
    }
  });

  it('has a lock file that belongs to its package.json', () => {
    expect(lock.packages['']).toMatchObject({ dependencies: manifest.dependencies });
    expect(lock.packages['']).toMatchObject({ devDependencies: manifest.devDependencies });
  });

  it('explains every variable that the runtime reads', () => {
    const named = sources.flatMap((text) =>
      [...text.matchAll(/env(?:, |\[)'([A-Z][A-Z_]+)'/gu)].map(([, name]) => name!),
    );
    expect(named).toContain('UPSTREAM_TIMEOUT_MS');
    for (const name of named) expect(project.files.get('README.md'), name).toContain(`\`${name}\``);
  });

  it('packs into npm: no file has a name that npm leaves out', () => {
    const names = readdirSync(join(ROOT, 'templates'), { recursive: true, encoding: 'utf8' });
    const left = names.filter((name) =>
      /(?:^|[\\/])(?:\.gitignore|\.npmrc|\.npmignore|package-lock\.json)$/u.test(name),
    );
    expect(left).toEqual([]);
  });
});
