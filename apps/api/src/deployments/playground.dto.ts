import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsObject, IsString, Length } from 'class-validator';
import type { LiveTool, PlayedCall, PlaygroundCallEntity, PlaygroundExampleEntity } from '#lib/deployment';
import type { RecordedBody, RecordedExchange } from '#lib/server-runtime';

const ANY_OBJECT = { type: 'object', additionalProperties: true } as const;
const HEADERS = {
  type: 'array',
  items: { type: 'array', items: { type: 'string' }, minItems: 2, maxItems: 2 },
  description: 'Pairs of name and value in their order.',
} as const;

export class CallDto {
  @ApiProperty({ ...ANY_OBJECT, description: 'Arguments of the tool.' })
  @IsObject()
  arguments!: Record<string, unknown>;
}

export class ExampleInputDto extends CallDto {
  @ApiProperty()
  @IsString()
  @Length(1, 200)
  tool!: string;
  @ApiProperty({ description: 'One of the same name is replaced.' })
  @IsString()
  @Length(1, 80)
  name!: string;
}

export class LiveToolDto implements LiveTool {
  @ApiProperty()
  name!: string;
  @ApiPropertyOptional()
  title?: string | undefined;
  @ApiPropertyOptional()
  description?: string | undefined;
  @ApiProperty({ ...ANY_OBJECT, description: 'JSON Schema 2020-12.' })
  inputSchema!: object;
  @ApiPropertyOptional(ANY_OBJECT)
  annotations?: object | undefined;
}

export class RecordedBodyDto implements RecordedBody {
  @ApiPropertyOptional({ description: 'Up to 64 KB; missing for bytes that are no text.' })
  text?: string;
  @ApiProperty({ description: 'Length as it travelled.' })
  bytes!: number;
  @ApiProperty()
  isCut!: boolean;
}

export class UpstreamRequestDto {
  @ApiProperty()
  method!: string;
  @ApiProperty()
  url!: string;
  @ApiProperty(HEADERS)
  headers!: readonly (readonly [string, string])[];
  @ApiPropertyOptional({ type: RecordedBodyDto })
  body?: RecordedBodyDto;
}

export class UpstreamAnswerDto {
  @ApiProperty()
  status!: number;
  @ApiProperty(HEADERS)
  headers!: readonly (readonly [string, string])[];
  @ApiPropertyOptional({ type: RecordedBodyDto })
  body?: RecordedBodyDto;
}

/** One request of a server to the API; secrets are taken out. */
export class ExchangeDto implements RecordedExchange {
  @ApiProperty({ type: UpstreamRequestDto })
  request!: UpstreamRequestDto;
  @ApiPropertyOptional({ type: UpstreamAnswerDto })
  answer?: UpstreamAnswerDto;
  @ApiPropertyOptional({ description: 'Why there was no answer.' })
  error?: string;
  @ApiProperty()
  ms!: number;
}

export class PlayedCallDto implements PlayedCall {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty({ ...ANY_OBJECT, description: 'CallToolResult of MCP.' })
  result!: Readonly<Record<string, unknown>>;
  @ApiProperty({
    type: [ExchangeDto],
    nullable: true,
    description: 'In their order. Null where the server was started by an earlier version.',
  })
  exchanges!: readonly ExchangeDto[] | null;
  @ApiProperty()
  durationMs!: number;
}

export class PastCallDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty()
  tool!: string;
  @ApiProperty({ ...ANY_OBJECT, nullable: true, description: 'Null where they were too large to keep.' })
  arguments!: Record<string, unknown> | null;
  @ApiProperty()
  isError!: boolean;
  @ApiProperty()
  durationMs!: number;
  @ApiProperty({ format: 'date-time' })
  at!: string;
}

export class ExampleDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty()
  tool!: string;
  @ApiProperty()
  name!: string;
  @ApiProperty(ANY_OBJECT)
  arguments!: Record<string, unknown>;
}

type Arguments = Record<string, unknown>;

export function toPastCallDto(call: PlaygroundCallEntity): PastCallDto {
  const { id, tool, isError, durationMs, createdAt } = call;
  const args = call.arguments === null ? null : (JSON.parse(call.arguments) as Arguments);
  return { id, tool, arguments: args, isError, durationMs, at: createdAt.toISOString() };
}

export function toExampleDto({ id, tool, name, arguments: text }: PlaygroundExampleEntity): ExampleDto {
  return { id, tool, name, arguments: JSON.parse(text) as Arguments };
}

export function toLiveToolDto({ name, title, description, inputSchema, annotations }: LiveTool): LiveToolDto {
  return { name, title, description, inputSchema, annotations };
}
