import type { JsonSchema } from '#lib/api-description';
import { hiddenIn } from '#lib/diagnostics';
import { isSchemaObject } from './graph.js';

/** Characters of one argument's schema. No model can use a larger one, and clients refuse messages of megabytes. */
const MAX_ARGUMENT = 200_000;

/** What a person should know about how the schemas of one tool came about. */
export class SchemaNotes {
  /** Lists of values too long for a model. */
  longEnums = 0;
  /** Schemas that grew beyond measure, and allow anything now. */
  cut = 0;
  /** Hidden characters of texts, as `U+202E`; they were taken out. */
  readonly hidden = new Set<string>();

  lookAt(text: string | undefined): void {
    if (text === undefined) return;
    for (const name of hiddenIn(text)) this.hidden.add(name);
  }

  /** The schema, or where it is beyond measure its type alone: the API still judges the value. */
  bounded(schema: JsonSchema): JsonSchema {
    if (!isSchemaObject(schema) || JSON.stringify(schema).length <= MAX_ARGUMENT) return schema;
    this.cut += 1;
    const { type, description } = schema;
    return {
      ...(type === undefined ? {} : { type }),
      description: `${typeof description === 'string' ? `${description} ` : ''}Its schema is too large to show; see the API's documentation.`,
    };
  }
}
