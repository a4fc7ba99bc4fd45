import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TRACE_PACKAGES } from './start-telemetry.js';

const read = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');

describe('the packages that a start asks for', () => {
  it.each(['package.json', 'templates/node-server/files/package.json.hbs'])(
    'have the versions of %s',
    (path) => {
      for (const wanted of TRACE_PACKAGES) {
        const at = wanted.lastIndexOf('@');
        expect(read(path)).toContain(`"${wanted.slice(0, at)}": "${wanted.slice(at + 1)}"`);
      }
    },
  );

  it('are those of the README', () => {
    const readme = read('templates/node-server/partials/configuration.md.hbs');
    for (const wanted of TRACE_PACKAGES) expect(readme).toContain(wanted);
  });

  it('are all that the module for traces imports', () => {
    const imported = [
      ...read('libs/server-runtime/src/telemetry/tracing.ts').matchAll(/from '(@[^']+)'/gu),
    ].map(([, name]) => name);
    const named = TRACE_PACKAGES.map((wanted) => wanted.slice(0, wanted.lastIndexOf('@')));
    expect(imported.toSorted()).toEqual(named.toSorted());
  });
});
