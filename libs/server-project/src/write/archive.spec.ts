import { gzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { pack, type Header } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { packArchive, renderProject, unpackArchive, type ArchiveFormat } from '#lib/server-project';
import { smallToolSet } from '../../../../test/support/tool-sets.js';

async function tarGz(entries: readonly (Partial<Header> & { name: string })[]): Promise<Uint8Array> {
  const tar = pack();
  for (const entry of entries) {
    if (entry.type === undefined) tar.entry(entry, 'x');
    else tar.entry(entry);
  }
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar) chunks.push(chunk as Uint8Array);
  return gzipSync(Buffer.concat(chunks));
}

describe('packArchive', () => {
  it.each<ArchiveFormat>(['zip', 'tar.gz'])(
    'gives the same %s bytes whenever and wherever it runs',
    async (format) => {
      const project = await renderProject(smallToolSet());
      const zone = process.env['TZ'];
      try {
        process.env['TZ'] = 'Pacific/Kiritimati';
        const first = await packArchive(project, format);
        process.env['TZ'] = 'America/Los_Angeles';
        expect(Buffer.compare(first, await packArchive(project, format))).toBe(0);
      } finally {
        if (zone === undefined) delete process.env['TZ'];
        else process.env['TZ'] = zone;
      }
    },
  );

  it('holds every file under one folder', async () => {
    const project = await renderProject(smallToolSet());
    const entries = unzipSync(await packArchive(project, 'zip'));
    expect(Object.keys(entries)).toEqual([...project.files.keys()].map((path) => `${project.name}/${path}`));
    expect(new TextDecoder().decode(entries[`${project.name}/README.md`])).toBe(
      project.files.get('README.md'),
    );
  });
});

describe('unpackArchive', () => {
  it('reads back what was packed, long names and all', async () => {
    const long = `data/tools/${'a'.repeat(180)}.json`;
    const project = await renderProject(smallToolSet());
    const longer = {
      ...project,
      files: new Map([...project.files, [long, 'ä€😀']].toSorted() as [string, string][]),
    };
    const back = await unpackArchive(await packArchive(longer, 'tar.gz'));
    expect(back.name).toBe(project.name);
    expect([...back.files]).toEqual([...longer.files]);
  });

  it.each<[string, readonly (Partial<Header> & { name: string })[]]>([
    ['a path that climbs', [{ name: 'a/../../b' }]],
    ['an absolute path', [{ name: '/etc/passwd' }]],
    ['a link', [{ name: 'a/b', type: 'symlink', linkname: '/etc/passwd' }]],
    ['a folder entry', [{ name: 'a/b', type: 'directory' }]],
    ['no top folder', [{ name: 'b' }]],
    ['two top folders', [{ name: 'a/x' }, { name: 'b/x' }]],
    ['a path that stands twice', [{ name: 'a/x' }, { name: 'a/X' }]],
    ['nothing', []],
  ])('refuses %s', async (_what, entries) => {
    await expect(unpackArchive(await tarGz(entries))).rejects.toMatchObject({ code: 'request-invalid' });
  });

  it('refuses what is no gzip, and what is cut off', async () => {
    const whole = await packArchive(await renderProject(smallToolSet()), 'tar.gz');
    for (const bytes of [new Uint8Array([1, 2, 3]), whole.subarray(0, whole.length / 2)]) {
      await expect(unpackArchive(bytes)).rejects.toMatchObject({ code: 'request-invalid' });
    }
  });

  it('refuses a tar that is cut off', async () => {
    const tar = gzipSync(Buffer.alloc(700, 'a'));
    await expect(unpackArchive(tar)).rejects.toMatchObject({ code: 'request-invalid' });
  });
});
