import {
  builtInTemplates,
  loadTemplate,
  parseTemplate,
  readTemplateFolder,
  type ProjectTemplate,
} from '#lib/server-project';
import { styled, table } from './terminal.js';

/**
 * The template that `--template` names: a built-in one, or a folder where it looks like a path.
 *
 * @throws AppError `template-unknown`, `template-invalid`, `template-too-large`
 */
export async function chosenTemplate(given: string): Promise<ProjectTemplate> {
  return /[\\/.]/u.test(given) ? parseTemplate(await readTemplateFolder(given)) : loadTemplate(given);
}

/** Lists the built-in templates. */
export async function listTemplates({ json }: { json?: boolean }): Promise<void> {
  const templates = await builtInTemplates();
  if (json === true) {
    const rows = templates.map(({ name, version, description }) => ({ name, version, description }));
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return;
  }
  const rows = templates.map(({ name, version, description }) => [name, version, description]);
  process.stdout.write(`${table([['NAME', 'VERSION', 'WHAT IT MAKES'], ...rows])}\n`);
  process.stdout.write(
    `\n${styled('dim', 'A folder of your own is a template, too: --template ./folder')}\n`,
  );
}
