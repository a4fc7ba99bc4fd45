import { AppError, type Diagnostic } from '#lib/diagnostics';
import { compileTemplate, type CompiledTemplate, type TemplateSource } from '../render/template-engine.js';
import { TemplateFault } from '../render/template-fault.js';
import type { ProjectFacts } from './project-facts.js';
import { templatePathFaults } from './template-paths.js';
import {
  invalidTemplate,
  parseTemplateManifest,
  TEMPLATE_MANIFEST,
  templateFault,
  type TemplateManifest,
} from './template-manifest.js';

/** A template that makes any number of projects. */
export interface ProjectTemplate {
  readonly manifest: TemplateManifest;
  /**
   * The template's own files for one project, by relative POSIX path.
   *
   * @throws AppError `template-invalid`, `template-too-large`
   */
  render(facts: ProjectFacts): ReadonlyMap<string, string> | Promise<ReadonlyMap<string, string>>;
}

const SUFFIX = '.hbs';
const FILES = 'files/';
const PARTIALS = 'partials/';
/** Over all files of one project that a template makes. */
const MOST_OUTPUT_CHARACTERS = 64 * 1024 * 1024;

/**
 * Checks and compiles a template.
 *
 * @param texts `template.json`, `files/…` and `partials/…` by relative POSIX path; all else is left out
 * @throws AppError `template-invalid` with a diagnostic for each fault
 */
export function parseTemplate(texts: ReadonlyMap<string, string>): ProjectTemplate {
  const manifestText = texts.get(TEMPLATE_MANIFEST);
  if (manifestText === undefined)
    throw invalidTemplate([templateFault('missing', TEMPLATE_MANIFEST, 'It is not there.')]);
  const manifest = parseTemplateManifest(manifestText);
  const files = below(texts, FILES);
  const copied = [...files].filter(([path]) => !path.endsWith(SUFFIX));
  const sources = templates(files);
  const faults = templatePathFaults(
    [...copied.map(([path]) => path), ...sources.map(({ path }) => path)],
    manifest,
  );
  const rendered = compiled(sources, templates(below(texts, PARTIALS)), faults);
  if (faults.length > 0) throw invalidTemplate(faults);
  return { manifest, render: (facts) => new Map([...copied, ...filled(rendered, facts)]) };
}

/** The `.hbs` files among these, under the names of what they make. */
function templates(files: ReadonlyMap<string, string>): TemplateSource[] {
  return [...files]
    .filter(([path]) => path.endsWith(SUFFIX))
    .map(([path, text]) => ({ path: path.slice(0, -SUFFIX.length), text }));
}

function below(texts: ReadonlyMap<string, string>, folder: string): Map<string, string> {
  return new Map(
    [...texts]
      .filter(([path]) => path.startsWith(folder))
      .map(([path, text]) => [path.slice(folder.length), text]),
  );
}

function compiled(
  sources: readonly TemplateSource[],
  partials: readonly TemplateSource[],
  faults: Diagnostic[],
): [string, CompiledTemplate][] {
  return sources.flatMap((source) => {
    try {
      return [[source.path, compileTemplate(source, partials)]];
    } catch (error) {
      faults.push(faultOf(error, source.path));
      return [];
    }
  });
}

function faultOf(error: unknown, path: string): Diagnostic {
  if (error instanceof TemplateFault)
    return templateFault(error.code, `${error.path}${SUFFIX}`, error.reason, error.line);
  if (error instanceof RangeError)
    return templateFault('syntax', `${path}${SUFFIX}`, 'It is nested too deep.');
  throw error;
}

function* filled(
  rendered: readonly [string, CompiledTemplate][],
  facts: ProjectFacts,
): Generator<[string, string]> {
  let total = 0;
  for (const [path, render] of rendered) {
    const text = fill(path, render, facts);
    total += text.length;
    if (total > MOST_OUTPUT_CHARACTERS) throw tooMuchOutput(path);
    yield [path, text];
  }
}

function fill(path: string, render: CompiledTemplate, facts: ProjectFacts): string {
  try {
    return render(facts);
  } catch (error) {
    if (error instanceof RangeError && error.message === 'Invalid string length') throw tooMuchOutput(path);
    const message = `It cannot be filled: ${error instanceof Error ? error.message : String(error)}`;
    throw invalidTemplate([templateFault('render', `${path}${SUFFIX}`, message)], error);
  }
}

function tooMuchOutput(path: string): AppError {
  return new AppError('template-too-large', {
    detail: `The files that it makes are over 64 MiB, with ${path}.`,
  });
}
