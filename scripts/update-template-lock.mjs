/**
 * Renews the lock file of a template after its dependencies were changed:
 *   node scripts/update-template-lock.mjs [template]
 * Only the project's own name, version and licence vary between projects, so that the lock file is part of the template.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NAME = 'name-of-the-project';
const VERSION = '0.0.0-version-of-the-project';
const LICENSE = 'SEE LICENSE IN of-the-project';

const template = process.argv[2] ?? 'node-server';
const files = fileURLToPath(new URL(`../templates/${template}/files/`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'template-lock-'));
try {
  const manifest = readFileSync(join(files, 'package.json.hbs'), 'utf8')
    .replaceAll('{{json name}}', JSON.stringify(NAME))
    .replaceAll('{{json version}}', JSON.stringify(VERSION))
    .replaceAll('{{json license}}', JSON.stringify(LICENSE))
    .replaceAll(/\{\{[^}]*\}\}/gu, '"-"');
  writeFileSync(join(folder, 'package.json'), manifest);
  writeFileSync(join(folder, '.npmrc'), readFileSync(join(files, '.npmrc.hbs')));
  execFileSync('npm', ['install', '--package-lock-only'], { cwd: folder, stdio: 'inherit' });
  const lock = readFileSync(join(folder, 'package-lock.json'), 'utf8')
    .replaceAll(JSON.stringify(NAME), '{{json name}}')
    .replaceAll(JSON.stringify(VERSION), '{{json version}}')
    .replaceAll(JSON.stringify(LICENSE), '{{json license}}');
  writeFileSync(join(files, 'package-lock.json.hbs'), lock);
} finally {
  rmSync(folder, { recursive: true });
}
