/**
 * A call that ends before or without an answer of the API. The message is for the model: it says what
 * was wrong and what to do, and becomes an `isError` result.
 */
export class CallError extends Error {
  override readonly name = 'CallError';
}
