import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { zipSync, type Zippable } from 'fflate';

/**
 * Makes `NAME.mcpb`, which Claude Desktop and other clients install with a double click: the server in one file,
 * its data, and `mcpb/manifest.json` (https://github.com/anthropics/mcpb). The same project gives the same bytes.
 */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** In CommonJS a module has no URL of its own: the bundle's is given to it. */
const MODULE_URL = `const moduleUrl = require('node:url').pathToFileURL(__filename).href;`;

const project = readJson<{ name: string; version: string }>('package.json');
const manifest = readJson<object>('mcpb/manifest.json');
const { code, notices } = await bundle();
const target = `${project.name}.mcpb`;
const entries: Zippable = {
  'manifest.json': bytes(JSON.stringify({ ...manifest, version: project.version }, null, 2)),
  'server.cjs': code,
  'THIRD-PARTY-NOTICES.txt': bytes(notices),
  ...folder('data'),
};
// The format holds local time: its first day, made from local parts, has the same bytes in every zone.
writeFileSync(join(ROOT, target), zipSync(entries, { level: 9, mtime: new Date(1980, 0, 1) }));
process.stdout.write(`Wrote ${target}\n`);

async function bundle(): Promise<{ code: Uint8Array; notices: string }> {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(ROOT, 'dist/src/main.js')],
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    keepNames: true,
    legalComments: 'none',
    banner: { js: MODULE_URL },
    define: { 'import.meta.url': 'moduleUrl' },
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('esbuild wrote no file');
  return { code: file.contents, notices: licencesOf(metafile) };
}

/** The licences of the packages that the bundle contains. */
function licencesOf({ inputs }: Metafile): string {
  const found = Object.keys(inputs).flatMap(
    (path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/u.exec(path)?.[0] ?? [],
  );
  const texts = [...new Set(found)].sort().map((path) => {
    const { name, version, license } = readJson<Record<string, string>>(`${path}/package.json`);
    const file = readdirSync(join(ROOT, path)).find((entry) => /^licen[cs]e/iu.test(entry));
    const text = file === undefined ? '' : readFileSync(join(ROOT, path, file), 'utf8');
    return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}

/** Every file below a folder, under POSIX paths. */
function folder(name: string): Zippable {
  const files = readdirSync(join(ROOT, name), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Object.fromEntries(
    files.map((file) => [relative(ROOT, file).split(sep).join('/'), readFileSync(file)]),
  );
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as T;
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
