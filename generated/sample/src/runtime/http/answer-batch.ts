import type { ServerResponse } from 'node:http';

/**
 * Writes JSON answers at the end of a round of the event loop, all that came about in it together. A write that wakes
 * its reader costs several times as much as one whose reader is awake, and answers written one by one wake it each time.
 */
export class AnswerBatch {
  #answers: [ServerResponse, string][] = [];

  /** The status is 200. */
  add(response: ServerResponse, json: string): void {
    if (this.#answers.push([response, json]) === 1) setImmediate(this.#write);
  }

  readonly #write = (): void => {
    const answers = this.#answers;
    this.#answers = [];
    for (const [response, json] of answers) write(response, json);
  };
}

function write(response: ServerResponse, json: string): void {
  if (response.destroyed) return;
  const length = Buffer.byteLength(json);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': length });
  // A text travels in one write with the head.
  response.end(json);
}
