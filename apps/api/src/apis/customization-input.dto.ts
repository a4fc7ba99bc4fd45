import { ApiPropertyOptional, type ApiResponseSchemaHost, type ApiPropertyOptions } from '@nestjs/swagger';
import { Allow } from 'class-validator';
import { z } from 'zod';
import type { GivenCustomization } from '#lib/registration';
import { SELECTION_SCHEMA } from '#lib/tool-mapping';

type Schema = Exclude<ApiResponseSchemaHost['schema'], { $ref: string }>;

/** The selection as the hub's own description shows it. */
export const SELECTION = z.toJSONSchema(SELECTION_SCHEMA, { target: 'openapi-3.0' }) as Schema;
const TEXT: Schema = { type: 'string', description: 'The same as JSON or YAML text.' };
const OVERLAY: Schema = {
  oneOf: [
    { type: 'object', additionalProperties: true },
    { type: 'array', items: { type: 'object', additionalProperties: true } },
    TEXT,
  ],
  description:
    'An OpenAPI Overlay 1.0 document, which may hold a selection under `x-toolwright`; a selection alone; `toolwright.json` of a project; or a list of these.',
};

/** The members of {@link CustomizationDto}, for a body that is described by hand. */
export const CUSTOMIZATION_PROPERTIES = {
  overlay: OVERLAY,
  selection: { oneOf: [SELECTION, TEXT] },
};

/** What a person changes about the tools; both parts are checked where they are used. */
export class CustomizationDto {
  @ApiPropertyOptional(OVERLAY as unknown as ApiPropertyOptions)
  @Allow()
  overlay?: unknown;

  @ApiPropertyOptional({
    oneOf: [SELECTION, TEXT],
    description: 'Which operations become tools, and overrides by operation.',
  } as ApiPropertyOptions)
  @Allow()
  selection?: unknown;
}

/** `null` says the same as a missing member. */
export function givenCustomization({ overlay, selection }: CustomizationDto): GivenCustomization {
  return { overlay: overlay ?? undefined, selection: selection ?? undefined };
}
