import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsNumber, IsObject, IsOptional, IsUrl, Max, Min, ValidateNested } from 'class-validator';
import type { DeploymentEntity } from '#lib/deployment';

export class LimitsDto {
  @ApiPropertyOptional({ default: 256, minimum: 64, maximum: 8192 })
  @IsOptional()
  @IsInt()
  @Min(64)
  @Max(8192)
  memoryMb?: number;

  @ApiPropertyOptional({ default: 1, minimum: 0.1, maximum: 16, description: 'Cores.' })
  @IsOptional()
  @IsNumber()
  @Min(0.1)
  @Max(16)
  cpus?: number;

  @ApiPropertyOptional({ default: 64, minimum: 16, maximum: 1024 })
  @IsOptional()
  @IsInt()
  @Min(16)
  @Max(1024)
  maxProcesses?: number;
}

export class DeployDto {
  @ApiPropertyOptional({ description: "The API's address, where the description's is not the right one." })
  @IsOptional()
  @IsUrl({ require_tld: false, protocols: ['http', 'https'], require_protocol: true })
  upstreamBaseUrl?: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string' },
    description:
      "Variables of the server, as the project's README lists them. Credentials among them are encrypted and never shown again.",
  })
  @IsOptional()
  @IsObject()
  variables?: Record<string, string>;

  @ApiPropertyOptional({ type: LimitsDto })
  @IsOptional()
  @ValidateNested()
  @Type(() => LimitsDto)
  limits?: LimitsDto;
}

export class DeploymentDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty({ format: 'uuid' })
  generationId!: string;
  @ApiProperty()
  name!: string;
  @ApiProperty({ enum: ['running', 'stopped', 'deleted'], description: 'What was asked for.' })
  desired!: string;
  @ApiProperty({
    enum: [
      'queued',
      'building',
      'starting',
      'healthy',
      'unhealthy',
      'stopping',
      'stopped',
      'failed',
      'deleting',
    ],
  })
  state!: string;
  @ApiProperty({ nullable: true, type: String })
  reason!: string | null;
  @ApiProperty({ nullable: true, type: String, description: 'Driver that runs it.' })
  runtime!: string | null;
  @ApiProperty({
    nullable: true,
    type: String,
    description: 'What the driver isolates and what not, and why it is this one.',
  })
  runtimeReason!: string | null;
  @ApiProperty({ nullable: true, type: String, description: 'MCP address.' })
  endpoint!: string | null;
  @ApiProperty()
  toolsExpected!: number;
  @ApiProperty({ nullable: true, type: Number })
  toolsSeen!: number | null;
  @ApiProperty()
  restarts!: number;
  @ApiProperty({ type: [String], description: 'Last lines before a failure.' })
  lastLog!: string[];
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  env!: Record<string, string>;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'number' } })
  limits!: object;
  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  healthyAt!: string | null;
}

export class DeploymentPageDto {
  @ApiProperty({ type: [DeploymentDto] })
  items!: DeploymentDto[];
  @ApiPropertyOptional()
  nextCursor?: string;
}

export class LogQuery {
  @ApiPropertyOptional({ default: 100, minimum: 0, maximum: 5000 })
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(5000)
  tail = 100;

  @ApiPropertyOptional({ default: false, description: 'Go on as lines come, as server-sent events.' })
  @Type(() => String)
  @IsOptional()
  follow?: string;
}

export class LogLineDto {
  @ApiProperty({ format: 'date-time' })
  at!: string;
  @ApiProperty({ enum: ['stdout', 'stderr'] })
  stream!: string;
  @ApiProperty()
  text!: string;
}

export class LogDto {
  @ApiProperty({ type: [LogLineDto] })
  lines!: LogLineDto[];
}

export function toDeploymentDto(deployment: DeploymentEntity): DeploymentDto {
  const {
    secrets: _secrets,
    image: _image,
    port: _port,
    restartWanted: _restart,
    createdAt,
    healthyAt,
    ...shown
  } = deployment;
  return { ...shown, createdAt: createdAt.toISOString(), healthyAt: healthyAt?.toISOString() ?? null };
}
