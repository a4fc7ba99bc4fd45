import type { CallToolResult } from '@modelcontextprotocol/server';

/** What a call in code resolves to: the API's JSON as a value, text as a string, bytes with their type. */
export function answerValue({ content, structuredContent }: CallToolResult): unknown {
  const [first] = content;
  switch (first?.type) {
    case 'text':
      return structuredContent === undefined ? first.text : jsonOf(first.text);
    case 'image':
    case 'audio':
      return { mimeType: first.mimeType, base64: first.data };
    case 'resource':
      return 'blob' in first.resource
        ? { mimeType: first.resource.mimeType, base64: first.resource.blob }
        : first.resource.text;
    default:
      return structuredContent ?? null;
  }
}

/** What the server says besides the answer, such as that it was cut. */
export function answerRemarks({ content }: CallToolResult): string[] {
  return content.slice(1).flatMap((part) => (part.type === 'text' ? [part.text] : []));
}

export function errorOf({ content }: CallToolResult): string {
  return content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
