import type { ApiDescription } from '#lib/api-description';
import { hiddenIn, type Diagnostic } from '#lib/diagnostics';

/** OpenAI's interface takes 128 tools, and several clients take fewer. */
const MANY_TOOLS = 128;

/** What is odd about a tool set as a whole. */
export function noteSet(api: ApiDescription, count: number): Diagnostic[] {
  const notes: Diagnostic[] = [];
  if (count > MANY_TOOLS) {
    notes.push({
      code: 'mapping/many-tools',
      severity: 'warning',
      message: `The description gives ${count} tools. Many clients take no more than ${MANY_TOOLS}, and a model chooses worse among so many.`,
      fix: 'Split the description by subject, and make a server of each part.',
    });
  }
  const hidden = hiddenIn([api.info.title, api.info.summary, api.info.description].join('\n'));
  if (hidden.length > 0) {
    notes.push({
      code: 'mapping/hidden-characters',
      severity: 'warning',
      message: `The title or description of the API held characters that nobody sees (${hidden.join(', ')}); they were taken out.`,
      fix: 'Remove the characters.',
    });
  }
  return notes;
}
