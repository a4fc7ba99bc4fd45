/** Whether an answer of this type may go on for as long as the connection is open. */
export function isStream(contentType: string): boolean {
  return contentType === 'text/event-stream' || isJsonLines(contentType);
}

function isJsonLines(contentType: string): boolean {
  return /[/+](x-ndjson|ndjson|jsonl|jsonlines|x-jsonlines|json-seq|stream\+json)$/.test(contentType);
}
