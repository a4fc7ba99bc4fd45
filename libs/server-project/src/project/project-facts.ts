import type { ToolFile } from '#lib/server-runtime';
import type { ToolSet } from '#lib/tool-mapping';
import { environmentOf, type EnvironmentVariable } from './environment.js';
import { clientEnvironment, type ClientEnvironment } from './client-environment.js';
import { licenseText, type License } from './license.js';
import { mcpbManifest } from './mcpb-manifest.js';
import { packageIdentity, type PackageIdentity } from './package-identity.js';

/** Above this the README counts the tools instead of listing them. */
const MOST_LISTED_TOOLS = 150;
const MOST_LISTED_SKIPS = 50;
const LONGEST_SUMMARY = 160;
/** `title` and `description` in the MCP registry's schema of 2025-12-11. */
const LONGEST_REGISTRY_TEXT = 100;

/** The values that templates may name. Text among them is as the description has it, not encoded yet. */
export interface ProjectFacts extends PackageIdentity {
  readonly title: string;
  readonly apiVersion: string;
  readonly summary: string;
  readonly toolCount: number;
  readonly groups: readonly ToolGroup[];
  readonly listsTools: boolean;
  /** One that only reads and needs no arguments; empty when there is none. */
  readonly exampleTool: string;
  readonly environment: readonly EnvironmentVariable[];
  readonly required: readonly EnvironmentVariable[];
  readonly clientEnvironment: ClientEnvironment;
  readonly skipped: readonly { readonly id: string; readonly reason: string }[];
  readonly skippedCount: number;
  readonly unlistedSkips: number;
  readonly registry: object;
  readonly mcpb: object;
  readonly license: License;
  readonly isUnlicensed: boolean;
  /** The project has a `LICENSE` file. */
  readonly hasLicenseText: boolean;
  /** The server runs code that a model writes, from its start on. */
  readonly runsCode: boolean;
  /** The project keeps what was changed about its tools in `toolwright.json`. */
  readonly isCustomized: boolean;
}

export interface ToolGroup {
  readonly tag: string;
  readonly file: string;
  readonly count: number;
  readonly tools: readonly { readonly name: string; readonly summary: string; readonly operation: string }[];
}

export function projectFacts(tools: ToolSet, license: License): Omit<ProjectFacts, 'isCustomized'> {
  const identity = packageIdentity(tools.manifest);
  const title = shorten(firstLine(tools.manifest.title) || tools.manifest.name, LONGEST_REGISTRY_TEXT);
  const environment = environmentOf(tools);
  const required = environment.filter((variable) => variable.required);
  const summary = shorten(`MCP server for ${title}`, LONGEST_REGISTRY_TEXT);
  const groups = tools.files.map((file, index) => toolGroup(file, tools.manifest.toolFiles[index] ?? ''));
  const listed = groups.flatMap((group) => group.tools);
  return {
    ...identity,
    title,
    apiVersion: tools.manifest.version,
    summary,
    toolCount: tools.manifest.toolCount,
    groups,
    listsTools: tools.manifest.toolCount <= MOST_LISTED_TOOLS,
    exampleTool: exampleTool(tools),
    environment,
    required,
    clientEnvironment: clientEnvironment(required),
    skipped: tools.skipped.slice(0, MOST_LISTED_SKIPS),
    skippedCount: tools.skipped.length,
    unlistedSkips: Math.max(0, tools.skipped.length - MOST_LISTED_SKIPS),
    registry: registryEntry({ ...identity, title, summary, environment }),
    mcpb: mcpbManifest({ ...identity, title, summary, license, environment, tools: listed }),
    license,
    isUnlicensed: license === 'UNLICENSED',
    hasLicenseText: licenseText(license, identity.name) !== undefined,
    runsCode: tools.manifest.mode === 'code',
  };
}

function toolGroup(file: ToolFile, fileName: string): ToolGroup {
  return {
    tag: file.tag,
    file: fileName,
    count: file.tools.length,
    tools: file.tools.map((tool) => ({
      name: tool.name,
      summary: shorten(firstLine(tool.title ?? tool.description), LONGEST_SUMMARY),
      operation: tool.operation,
    })),
  };
}

function exampleTool(tools: ToolSet): string {
  const all = tools.files.flatMap((file) => file.tools);
  const simple = all.find(
    (tool) => tool.annotations.readOnlyHint && (tool.inputSchema.required ?? []).length === 0,
  );
  return simple?.name ?? '';
}

type RegistryFacts = Pick<ProjectFacts, 'name' | 'version' | 'mcpName' | 'title' | 'summary' | 'environment'>;

/** `server.json`: https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json */
function registryEntry(facts: RegistryFacts): object {
  return {
    $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
    name: facts.mcpName,
    title: facts.title,
    description: facts.summary,
    version: facts.version,
    packages: [
      {
        registryType: 'npm',
        identifier: facts.name,
        version: facts.version,
        runtimeHint: 'npx',
        transport: { type: 'stdio' },
        packageArguments: [{ type: 'positional', value: '--stdio' }],
        environmentVariables: facts.environment.map((variable) => ({
          name: variable.name,
          description: variable.description,
          isRequired: variable.required,
          isSecret: variable.secret,
          format: 'string',
          ...(variable.default === null ? {} : { default: variable.default }),
          ...(variable.choices === null ? {} : { choices: variable.choices }),
        })),
      },
    ],
  };
}

function firstLine(text: string): string {
  return (
    text
      .split(/\r\n|[\n\r\u2028\u2029]/u)
      .find((line) => line.trim() !== '')
      ?.trim() ?? ''
  );
}

/** Cuts by code points, so that no character is halved. */
function shorten(text: string, longest: number): string {
  const characters = [...text];
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}…`;
}
