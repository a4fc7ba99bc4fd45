import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { GenerationTool } from '#lib/generator';

const SHORT_CHARS = 160;

export class GenerationToolEntryDto {
  @ApiProperty()
  name!: string;
  @ApiPropertyOptional()
  title?: string;
  @ApiProperty({ description: `The first ${SHORT_CHARS} characters.` })
  description!: string;
  @ApiProperty({ example: 'GET /pets/{id}' })
  operation!: string;
  @ApiProperty()
  tag!: string;
  @ApiProperty({ enum: ['http', 'graphql', 'subscription'] })
  kind!: string;
  @ApiProperty()
  isReadOnly!: boolean;
  @ApiProperty({ description: 'A call may destroy something.' })
  isDestructive!: boolean;
}

export class GenerationToolDto {
  @ApiProperty()
  name!: string;
  @ApiPropertyOptional()
  title?: string;
  @ApiProperty()
  description!: string;
  @ApiProperty({ example: 'GET /pets/{id}' })
  operation!: string;
  @ApiProperty()
  tag!: string;
  @ApiProperty({ type: 'object', additionalProperties: true })
  inputSchema!: object;
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  outputSchema?: object;
  @ApiProperty({ type: 'object', additionalProperties: true })
  annotations!: object;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description:
      'Where the arguments go on the wire: of kind `http` method, path, parameters and body; of kind `graphql` and `subscription` the document and its variables. As in a generated project.',
  })
  binding!: GenerationTool['binding'];
}

export function toEntryDto(tool: GenerationTool): GenerationToolEntryDto {
  const { name, title, description, operation, tag, binding, annotations } = tool;
  return {
    name,
    ...(title === undefined ? {} : { title }),
    description: description.slice(0, SHORT_CHARS),
    operation,
    tag,
    kind: binding.kind,
    isReadOnly: annotations.readOnlyHint,
    isDestructive: !annotations.readOnlyHint && annotations.destructiveHint,
  };
}
