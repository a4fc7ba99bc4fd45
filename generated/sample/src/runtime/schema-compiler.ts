import type { ValidateFunction } from 'ajv/dist/2020.js';
import { PatternClock } from './timed-pattern.js';

/** All patterns of one check together. */
const PATTERN_TIME_MS = 250;

/** Compiles JSON Schema 2020-12; loaded at the first use, since a server starts without it. */
export class SchemaCompiler {
  readonly #known = new Map<string, ValidateFunction>();
  readonly #clock = new PatternClock();
  #compile: Promise<(schema: object) => ValidateFunction> | undefined;

  /** The check of a schema, compiled once for each key and then there at once; the time of its patterns begins anew. */
  check(key: string, schema: object): ValidateFunction | Promise<ValidateFunction> {
    this.#clock.start(PATTERN_TIME_MS);
    return this.#known.get(key) ?? this.#compiled(key, schema);
  }

  async #compiled(key: string, schema: object): Promise<ValidateFunction> {
    this.#compile ??= loadCompiler(this.#clock);
    const check = (await this.#compile)(schema);
    this.#known.set(key, check);
    return check;
  }
}

async function loadCompiler(clock: PatternClock): Promise<(schema: object) => ValidateFunction> {
  const [{ Ajv2020 }, formats] = await Promise.all([import('ajv/dist/2020.js'), import('ajv-formats')]);
  // Formats beyond those of JSON Schema are hints to a reader, so unknown ones are not an error.
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    validateFormats: true,
    logger: false,
    ownProperties: true,
    code: { regExp: clock.engine() },
    // A definition that many places share is compiled once, not in each: five times as fast for large ones.
    inlineRefs: false,
  });
  formats.default.default(ajv, ['date', 'date-time', 'email', 'uuid', 'ipv4', 'ipv6', 'uri']);
  return (schema) => ajv.compile(schema);
}
