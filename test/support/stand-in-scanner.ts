import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How the next scan ends. */
export type ScannerBehaviour = 'finds' | 'nothing' | 'crash' | 'hang' | 'garbage' | 'other-format' | 'killed';

const TRIVY_FINDS = {
  SchemaVersion: 2,
  ArtifactType: 'cyclonedx',
  Results: [
    {
      Target: 'Node.js',
      Class: 'lang-pkgs',
      Type: 'node-pkg',
      Vulnerabilities: [
        {
          VulnerabilityID: 'CVE-2026-0002',
          PkgName: 'ajv',
          InstalledVersion: '8.20.0',
          FixedVersion: '8.20.1, 9.0.1',
          Severity: 'MEDIUM',
          Title: 'one',
        },
        { VulnerabilityID: 'CVE-2026-0001', PkgName: 'undici', InstalledVersion: '7.30.2', Severity: 'HIGH' },
        { VulnerabilityID: 'CVE-2026-0001', PkgName: 'undici', InstalledVersion: '7.30.2', Severity: 'HIGH' },
        { VulnerabilityID: 'CVE-2026-0003', PkgName: 'zod', InstalledVersion: '4.6.7', Severity: 'UNKNOWN' },
      ],
    },
  ],
};
const GRYPE_FINDS = {
  matches: [
    {
      vulnerability: { id: 'GHSA-1', severity: 'Critical', fix: { versions: ['7.30.3'], state: 'fixed' } },
      artifact: { name: 'undici', version: '7.30.2', type: 'npm' },
    },
    {
      vulnerability: { id: 'GHSA-2', severity: 'Negligible', fix: { versions: [], state: 'unknown' } },
      artifact: { name: 'zod', version: '4.6.7', type: 'npm' },
    },
  ],
  source: { type: 'sbom-file' },
  descriptor: { name: 'grype', version: '0.99.0' },
};
const REPORTS = {
  trivy: { finds: TRIVY_FINDS, nothing: { SchemaVersion: 2, ArtifactType: 'cyclonedx' } },
  grype: { finds: GRYPE_FINDS, nothing: { ...GRYPE_FINDS, matches: [] } },
};

const COMMANDS = {
  trivy: String(/^sbom .*--format json \S+$/),
  grype: String(/^sbom:\S+ .*--output json$/),
};

/**
 * Writes a small program that stands for Trivy or Grype, which cannot be had here: their databases come from the
 * network. It takes the documented command line (`trivy sbom --format json FILE`, `grype sbom:FILE --output json`),
 * reads the file, and answers in the documented format. How well the real ones find something is not tried.
 */
export async function standInScanner(
  folder: string,
  name: 'trivy' | 'grype',
  behaviour: ScannerBehaviour,
): Promise<void> {
  const outputs: Record<ScannerBehaviour, string> = {
    finds: `console.log(${JSON.stringify(JSON.stringify(REPORTS[name].finds))})`,
    nothing: `console.log(${JSON.stringify(JSON.stringify(REPORTS[name].nothing))})`,
    crash: `console.error('FATAL: database is gone'); process.exit(1)`,
    hang: `setInterval(() => {}, 1000)`,
    garbage: `console.log('<html>{"matches": []')`,
    'other-format': `console.log('{"SchemaVersion": 3, "vulnerabilities": []}')`,
    killed: `process.kill(process.pid, 'SIGSEGV')`,
  };
  const script = `#!${process.execPath}
const file = process.argv.at(${name === 'trivy' ? '-1' : '2'}).replace(/^sbom:/, '');
if (!${COMMANDS[name]}.test(process.argv.slice(2).join(' '))) process.exit(4);
const { bomFormat } = JSON.parse(require('node:fs').readFileSync(file, 'utf8'));
if (bomFormat !== 'CycloneDX') process.exit(2);
if (Object.keys(process.env).some((key) => /SECRET|DATABASE/.test(key))) process.exit(3);
${outputs[behaviour]};
`;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), script);
  await chmod(join(folder, name), 0o755);
}
