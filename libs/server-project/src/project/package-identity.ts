import { AppError } from '#lib/diagnostics';
import type { ServerManifest } from '#lib/server-runtime';

/** What the project is called where packages and servers are listed. */
export interface PackageIdentity {
  /** npm package, command and folder. */
  readonly name: string;
  /** Semantic version, made from the API's own. */
  readonly version: string;
  /** What clients call the server in their settings: short, since many put it before the name of each tool. */
  readonly serverKey: string;
  /** Name in the MCP registry; `OWNER` is for the owner to replace. */
  readonly mcpName: string;
}

const MAX_NPM_NAME_LENGTH = 214;
/** With a tool's name of up to 40 characters it stays below the 60 that Cursor takes for both. */
const MAX_SERVER_KEY_LENGTH = 19;

/** Derives the project's names from the server's; a name that is no lower-case kebab is refused, not mended. */
export function packageIdentity(manifest: ServerManifest): PackageIdentity {
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/u.test(manifest.name)) {
    throw new AppError('generation-failed', {
      detail: `The server name ${JSON.stringify(manifest.name)} is not lower-case words joined by hyphens.`,
    });
  }
  const name = manifest.name.endsWith('-mcp-server') ? manifest.name : `${manifest.name}-mcp-server`;
  if (name.length > MAX_NPM_NAME_LENGTH) {
    throw new AppError('generation-failed', {
      detail: `The server name ${manifest.name} is too long for npm.`,
    });
  }
  return {
    name,
    version: semanticVersion(manifest.version),
    serverKey: serverKey(manifest.name),
    mcpName: `io.github.OWNER/${name}`,
  };
}

/** The name's first words, as many as fit. */
function serverKey(name: string): string {
  const words = name.replace(/-mcp-server$/u, '').split('-');
  const fitting = words.filter(
    (_, index) => words.slice(0, index + 1).join('-').length <= MAX_SERVER_KEY_LENGTH,
  );
  return fitting.length > 0 ? fitting.join('-') : name.slice(0, MAX_SERVER_KEY_LENGTH);
}

const SEMANTIC = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+.*)?$/u;

/** `2.1` becomes `2.1.0`, `v3` becomes `3.0.0`; what is no version at all becomes `1.0.0` (semver.org, 2.0.0). */
export function semanticVersion(version: string): string {
  const match = SEMANTIC.exec(version.trim());
  if (match === null) return '1.0.0';
  const numbers = match.slice(1, 4).map((digits) => withoutLeadingZeros(digits ?? '0'));
  if (numbers.some((digits) => digits.length > 15)) return '1.0.0';
  const release = numbers.join('.');
  const labels = match[4]
    ?.split('.')
    .map((label) => (/^\d+$/u.test(label) ? withoutLeadingZeros(label) : label));
  return labels === undefined ? release : `${release}-${labels.join('.')}`;
}

function withoutLeadingZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/u, '');
}
