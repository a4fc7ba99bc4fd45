import type { Operation } from '#lib/api-description';
import { stripHidden } from '#lib/diagnostics';

/** Clients cut descriptions between 1,024 and 2,048 characters; ours end on their own terms before that. */
export const MAX_DESCRIPTION = 1024;
export const MAX_TITLE = 80;
/** What is read of a text: more than is ever kept, and little enough for any expression below. */
const MAX_READ = 8_000;

/** What a tool is for, as plain text: deprecation first, then summary and description. Never empty. */
export function toolDescription(operation: Operation): string {
  const summary = plainText(operation.summary ?? '');
  const body = plainText(operation.description ?? '');
  const parts = [
    operation.deprecated ? 'Deprecated: prefer another tool where there is one.' : '',
    body.toLowerCase().startsWith(summary.toLowerCase().replace(/\.$/, '')) ? '' : endSentence(summary),
    body,
  ].filter((part) => part !== '');
  const text = parts.join('\n\n') || operation.id;
  return cutAtSentence(text, MAX_DESCRIPTION);
}

/** A short label, or undefined when the description has none. */
export function toolTitle(operation: Operation): string | undefined {
  const summary = plainText(operation.summary ?? '').replace(/\.$/, '');
  return summary === '' || summary.length > MAX_TITLE || summary.includes('\n') ? undefined : summary;
}

function endSentence(text: string): string {
  return text === '' || /[.!?:]$/.test(text) ? text : `${text}.`;
}

/** Markdown and HTML reduced to what a model reads: links keep their text; images, tags and hidden characters go. */
export function plainText(text: string): string {
  return stripHidden(text.slice(0, MAX_READ))
    .replaceAll(/<!--[\s\S]*?-->/g, '')
    .replaceAll(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replaceAll(/\[([^\]]+)\]\([^)\s]*(?:\s+"[^"]*")?\)/g, '$1')
    .replaceAll(/<br\s*\/?>/gi, '\n')
    .replaceAll(/<\/?[a-z][^<>]*>/gi, '')
    .replaceAll(/^\s{0,3}#{1,6}\s+/gm, '')
    .replaceAll(/\*\*([^*\n]+)\*\*/g, '$1')
    .replaceAll(/[ \t]+$/gm, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

/** Shortens at the last sentence or paragraph that fits, else at the last word. */
export function cutAtSentence(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const head = text.slice(0, limit - 1);
  const ends = [...head.matchAll(/[.!?](?=\s)|\n\n/g)].map((match) => match.index + 1);
  const end = ends.at(-1) ?? 0;
  if (end > limit / 2) return head.slice(0, end).trimEnd();
  return `${head.slice(0, Math.max(head.lastIndexOf(' '), limit / 2)).trimEnd()}…`;
}
