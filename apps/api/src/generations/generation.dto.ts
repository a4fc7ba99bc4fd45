import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import type { ChangeCounts, GenerationEntity } from '#lib/generator';
import { TOOL_MODES, type ToolMode } from '#lib/server-runtime';
import type { ToolChanges } from '#lib/tool-mapping';
import { ToolChangesDto } from '../apis/tool-changes.dto.js';

/** Nothing has to be said. */
export class StartGenerationDto {
  @ApiPropertyOptional({
    enum: TOOL_MODES,
    default: 'tools',
    description: 'How clients reach the operations: each as a tool, by search and call, or by code.',
  })
  @IsOptional()
  @IsIn(TOOL_MODES)
  mode?: ToolMode;
  @ApiPropertyOptional({ default: 'node-server', description: 'A built-in or an uploaded template.' })
  @IsOptional()
  @IsString()
  @MaxLength(60)
  template?: string;
}

export class ChangeCountsDto implements ChangeCounts {
  @ApiProperty({ description: 'A call that worked with the generation before may not work with this one.' })
  breaking!: boolean;
  @ApiProperty()
  added!: number;
  @ApiProperty()
  removed!: number;
  @ApiProperty()
  renamed!: number;
  @ApiProperty()
  changed!: number;
}

export class GenerationChangesDto {
  @ApiProperty({ format: 'uuid', nullable: true, type: String })
  previousId!: string | null;
  @ApiProperty({ type: ToolChangesDto, nullable: true })
  changes!: ToolChanges | null;
}

export class GenerationDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty({ format: 'uuid' })
  apiId!: string;
  @ApiProperty({ enum: TOOL_MODES })
  mode!: ToolMode;
  @ApiProperty({ enum: ['queued', 'running', 'succeeded', 'failed'] })
  state!: string;
  @ApiProperty({ enum: ['load', 'render', 'bundle', 'pack'], nullable: true, type: String })
  stage!: string | null;
  @ApiProperty({ minimum: 0, maximum: 100 })
  percent!: number;
  @ApiProperty({ nullable: true, type: String })
  errorCode!: string | null;
  @ApiProperty({ nullable: true, type: String })
  errorDetail!: string | null;
  @ApiProperty({ nullable: true, type: String })
  projectName!: string | null;
  @ApiProperty({ nullable: true, type: String, description: 'SHA-256 of the tar.gz archive.' })
  contentHash!: string | null;
  @ApiProperty({ nullable: true, type: Number })
  fileCount!: number | null;
  @ApiProperty()
  template!: string;
  @ApiProperty({ nullable: true, type: String })
  templateVersion!: string | null;
  @ApiProperty({
    nullable: true,
    type: String,
    description: "SHA-256 over the description's documents as they were when it was generated.",
  })
  descriptionHash!: string | null;
  @ApiProperty({ nullable: true, type: String, description: 'Version of the program that made it.' })
  generatorVersion!: string | null;
  @ApiProperty({ description: 'False for the project of an uploaded template: it is for download.' })
  deployable!: boolean;
  @ApiProperty({
    format: 'uuid',
    nullable: true,
    type: String,
    description: "The API's last successful generation before this one.",
  })
  previousId!: string | null;
  @ApiProperty({ type: ChangeCountsDto, nullable: true, description: 'Of the tools, since that one.' })
  changes!: ChangeCountsDto | null;
  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  endedAt!: string | null;
}

export class GenerationPageDto {
  @ApiProperty({ type: [GenerationDto] })
  items!: GenerationDto[];
  @ApiPropertyOptional()
  nextCursor?: string;
}

export class ChangesQuery {
  @ApiPropertyOptional({
    format: 'uuid',
    description: "A generation of the same API; without it the API's one before.",
  })
  @IsOptional()
  @IsUUID()
  since?: string;
}

const ARCHIVE_FORMATS = ['zip', 'tar.gz', 'mcpb'] as const;

export class ArchiveQuery {
  @ApiPropertyOptional({
    enum: ARCHIVE_FORMATS,
    default: 'zip',
    description: '`mcpb` is what runs of the project, as a bundle that desktop clients install.',
  })
  @IsIn(ARCHIVE_FORMATS)
  format: (typeof ARCHIVE_FORMATS)[number] = 'zip';
}

export function toGenerationDto({ createdAt, endedAt, ...generation }: GenerationEntity): GenerationDto {
  return { ...generation, createdAt: createdAt.toISOString(), endedAt: endedAt?.toISOString() ?? null };
}
