import { createParser } from 'eventsource-parser';

/** What a stream held: JSON where it is JSON, else text. Where it is not complete, a cut last item is left out. */
export function streamItems(body: string, contentType: string, complete: boolean): unknown[] {
  // An event ends with an empty line, and a line with its break; the last of a closed stream may lack them.
  const ended = complete ? `${body}\n\n` : body;
  return contentType === 'text/event-stream' ? eventsOf(ended) : linesOf(ended);
}

/** Server-sent events (HTML standard, section 9.2): data alone, or with the event's name and id. */
function eventsOf(body: string): unknown[] {
  const items: unknown[] = [];
  const parser = createParser({
    onEvent: ({ event, id, data }) => {
      const value = jsonOrText(data);
      items.push(event === undefined && id === undefined ? value : { event, id, data: value });
    },
  });
  parser.feed(body);
  return items;
}

/** RFC 7464 begins each text with it. */
const RECORD_SEPARATOR = String.fromCharCode(0x1e);

/** JSON Lines, and JSON text sequences (RFC 7464) with their record separators. */
function linesOf(body: string): unknown[] {
  return body
    .slice(0, body.lastIndexOf('\n') + 1)
    .split('\n')
    .map((line) => line.replaceAll(RECORD_SEPARATOR, '').trim())
    .filter((line) => line !== '')
    .map(jsonOrText);
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
