import {
  ApiExtraModels,
  ApiProperty,
  ApiPropertyOptional,
  getSchemaPath,
  IntersectionType,
} from '@nestjs/swagger';
import type { Diagnostic } from '#lib/diagnostics';
import type { ApiEntity, RegisteredApi } from '#lib/registration';
import type { ModeCost } from '#lib/tool-mapping';
import { CustomizationDto } from './customization-input.dto.js';
import { SourceDto } from './given-source.dto.js';

/** A description, and what is to be changed about its tools. */
export class RegisterDto extends IntersectionType(SourceDto, CustomizationDto) {}

export class ApiDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty({ description: 'Readable and unique.' })
  slug!: string;
  @ApiProperty()
  title!: string;
  @ApiProperty()
  version!: string;
  @ApiProperty({ example: 'openapi 3.1.0' })
  format!: string;
  @ApiProperty({ enum: ['file', 'text', 'url'] })
  sourceKind!: string;
  @ApiProperty()
  sourceName!: string;
  @ApiProperty({ description: 'SHA-256 over every document.' })
  sourceHash!: string;
  @ApiProperty()
  operationCount!: number;
  @ApiProperty()
  toolCount!: number;
  @ApiProperty({ description: 'Operations that are no tools; each has a reason.' })
  skippedCount!: number;
  @ApiProperty({ description: 'What a model pays for the list of tools (o200k tokens).' })
  tokenTotal!: number;
  @ApiProperty({
    type: 'object',
    properties: { tools: { type: 'integer' }, search: { type: 'integer' }, code: { type: 'integer' } },
    nullable: true,
    description: 'What the list costs in each mode; null for an API registered before there were modes.',
  })
  tokensByMode!: ModeCost | null;
  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
}

export class SkippedDto {
  @ApiProperty({ example: 'GET /pets/{id}' })
  id!: string;
  @ApiProperty()
  reason!: string;
  @ApiProperty()
  code!: string;
}

export class ToolDto {
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
  @ApiProperty({ description: 'o200k tokens of this tool in the list.' })
  tokens!: number;
  @ApiProperty({ type: 'object', additionalProperties: true })
  inputSchema!: object;
  @ApiProperty({ type: 'object', additionalProperties: true })
  annotations!: object;
}

export class ServerVariableDto {
  @ApiProperty()
  default!: string;
  @ApiPropertyOptional({ type: [String], description: 'The values it may have; any without.' })
  enum?: readonly string[];
  @ApiProperty({ description: 'Variable of the server that sets it.' })
  env!: string;
}

/** Where the API is served. */
@ApiExtraModels(ServerVariableDto)
export class ServerTemplateDto {
  @ApiProperty({ example: 'https://{region}.example.com/v1' })
  url!: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(ServerVariableDto) },
    description: 'Of the URL, by name.',
  })
  variables!: Readonly<Record<string, ServerVariableDto>>;
}

export class ApiDetailDto extends ApiDto {
  @ApiProperty({
    type: [ServerTemplateDto],
    description: 'As described; the first is called unless a deployment says otherwise.',
  })
  servers!: readonly ServerTemplateDto[];
  @ApiProperty({ type: [SkippedDto] })
  skipped!: SkippedDto[];
  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'Findings with JSON Pointers.',
  })
  diagnostics!: readonly Diagnostic[];
}

/** The answer to a registration. */
export class RegisteredDto extends ApiDetailDto {
  @ApiProperty({ type: [ToolDto] })
  tools!: ToolDto[];
}

export class ApiPageDto {
  @ApiProperty({ type: [ApiDto] })
  items!: ApiDto[];
  @ApiPropertyOptional()
  nextCursor?: string;
}

export class ToolPageDto {
  @ApiProperty({ type: [ToolDto] })
  items!: ToolDto[];
  @ApiPropertyOptional()
  nextCursor?: string;
}

export function toApiDto({ createdAt, ...api }: ApiEntity): ApiDto {
  return { ...api, createdAt: createdAt.toISOString() };
}

export function toApiDetailDto({ api, tools, diagnostics }: RegisteredApi): ApiDetailDto {
  return {
    ...toApiDto(api),
    servers: tools.toolSet.manifest.servers,
    skipped: [...tools.toolSet.skipped],
    diagnostics,
  };
}

export function toToolDtos({ tools }: RegisteredApi): ToolDto[] {
  return tools.toolSet.files.flatMap((file) =>
    file.tools.map(({ name, title, description, operation, inputSchema, annotations }) => ({
      name,
      ...(title === undefined ? {} : { title }),
      description,
      operation,
      tag: file.tag,
      tokens: tools.tokens[name] ?? 0,
      inputSchema,
      annotations,
    })),
  );
}
