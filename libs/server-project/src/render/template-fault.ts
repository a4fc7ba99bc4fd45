/** A place in a template's text that may not be, or cannot be read. */
export class TemplateFault extends Error {
  constructor(
    readonly code: 'syntax' | 'unsafe',
    readonly path: string,
    readonly line: number | undefined,
    readonly reason: string,
  ) {
    super(`Template ${path}${line === undefined ? '' : `:${line}`}: ${reason}`);
    this.name = 'TemplateFault';
  }
}
