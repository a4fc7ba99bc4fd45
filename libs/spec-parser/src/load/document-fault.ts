/** Where in a text a fault lies; 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A document of which nothing can be made. */
export abstract class DocumentFault extends Error {
  abstract readonly code: `spec/${string}`;
  abstract readonly fix: string;
  /** JSON Pointer of the place, where the text could be parsed. */
  readonly pointer: string = '';
  readonly position: Position | undefined = undefined;
}

/** A document that is neither JSON nor YAML. */
export class SyntaxFault extends DocumentFault {
  readonly code = 'spec/syntax';
  readonly fix = 'Correct the syntax at this place.';
  override readonly position: Position | undefined;

  constructor(reason: string, position?: Position) {
    super(reason);
    this.name = 'SyntaxFault';
    this.position = position;
  }
}

/** A document that parses, but nests or repeats itself beyond what is read. */
export class StructureFault extends DocumentFault {
  readonly code: `spec/${string}`;
  readonly fix: string;
  override readonly pointer: string;

  constructor(finding: { code: `spec/${string}`; message: string; fix: string }, pointer: string) {
    super(finding.message);
    this.name = 'StructureFault';
    this.code = finding.code;
    this.fix = finding.fix;
    this.pointer = pointer;
  }
}
