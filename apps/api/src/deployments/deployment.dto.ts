import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsDate,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  IsUrl,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import type { DeploymentEntity } from '#lib/deployment';
import type { HubAddress } from '../http/hub-address.js';

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

export class SmokeCallDto {
  @ApiProperty({ description: 'Name of a tool that changes nothing.' })
  @IsString()
  @MaxLength(64)
  tool!: string;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  @IsOptional()
  @IsObject()
  arguments?: Record<string, unknown>;
}

/** What deployments and their releases can both be given. */
class SettingsDto {
  @ApiPropertyOptional({ description: "The API's address, where the description's is not the right one." })
  @IsOptional()
  @IsUrl({ require_tld: false, protocols: ['http', 'https'], require_protocol: true })
  upstreamBaseUrl?: string;

  @ApiPropertyOptional({ type: LimitsDto })
  @IsOptional()
  @ValidateNested()
  @Type(() => LimitsDto)
  limits?: LimitsDto;

  @ApiPropertyOptional({ default: 1, minimum: 1, maximum: 8, description: 'Servers that share the calls.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(8)
  replicas?: number;

  @ApiPropertyOptional({
    type: [SmokeCallDto],
    description: 'Calls that must succeed before a release may serve; of read-only tools alone.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10)
  @ValidateNested({ each: true })
  @Type(() => SmokeCallDto)
  smokeCalls?: SmokeCallDto[];

  @ApiPropertyOptional({
    nullable: true,
    type: Number,
    minimum: 1,
    maximum: 10080,
    description: 'Pause after so many minutes without a call; the next call wakes it. Null for never.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10_080)
  idleMinutes?: number | null;
}

export class DeployDto extends SettingsDto {
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string' },
    description:
      "Variables of the server, as the project's README lists them. Credentials among them are encrypted and never shown again.",
  })
  @IsOptional()
  @IsObject()
  variables?: Record<string, string>;

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Stopped at this time, and deleted seven days later unless renewed.',
  })
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  expiresAt?: Date;
}

export class ChangeDeploymentDto extends SettingsDto {
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string', nullable: true },
    description: 'Variables to set; those with null are taken away, and others stay.',
  })
  @IsOptional()
  @IsObject()
  variables?: Record<string, string | null>;
}

export class UpstreamDto {
  @ApiProperty({ enum: ['up', 'failing', 'unknown'] })
  state!: string;
  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  since!: string | null;
  @ApiProperty({ nullable: true, type: String })
  reason!: string | null;
}

export class DeploymentDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty({ format: 'uuid' })
  generationId!: string;
  @ApiProperty({ format: 'uuid' })
  apiId!: string;
  @ApiProperty()
  name!: string;
  @ApiProperty({ description: 'Unique; stands in the endpoint.' })
  slug!: string;
  @ApiProperty({ enum: ['running', 'stopped', 'deleted'], description: 'What was asked for.' })
  desired!: string;
  @ApiProperty({
    enum: [
      'queued',
      'building',
      'starting',
      'healthy',
      'unhealthy',
      'crash-looping',
      'unknown',
      'paused',
      'stopping',
      'stopped',
      'expired',
      'failed',
      'deleting',
    ],
  })
  state!: string;
  @ApiProperty({ nullable: true, type: String })
  reason!: string | null;
  @ApiProperty({ nullable: true, type: String, description: 'Stable code of the reason, where it has one.' })
  reasonCode!: string | null;
  @ApiProperty({
    type: UpstreamDto,
    description: 'Whether the API behind answers, by the calls of the last hour; no part of `state`.',
  })
  upstream!: UpstreamDto;
  @ApiProperty({ nullable: true, type: String, description: 'Driver that runs it.' })
  runtime!: string | null;
  @ApiProperty({
    nullable: true,
    type: String,
    description: 'What the driver isolates and what not, and why it is this one.',
  })
  runtimeReason!: string | null;
  @ApiProperty({ description: 'MCP endpoint of the hub; it stays the same over releases and restarts.' })
  endpoint!: string;
  @ApiProperty({ description: 'Whether the endpoint has a key of its own.' })
  hasKey!: boolean;
  @ApiProperty({ format: 'uuid', nullable: true, type: String })
  liveReleaseId!: string | null;
  @ApiProperty({ description: 'Counts changes of the settings.' })
  revision!: number;
  @ApiProperty()
  replicas!: number;
  @ApiProperty({ nullable: true, type: Number })
  idleMinutes!: number | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  pausedAt!: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  expiresAt!: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  expiredAt!: string | null;
  @ApiProperty({ type: [SmokeCallDto] })
  smokeCalls!: SmokeCallDto[];
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

export function toDeploymentDto(deployment: DeploymentEntity, address: HubAddress): DeploymentDto {
  const { secrets: _secrets, keyHash, lastCallAt: _lastCallAt, ...shown } = deployment;
  const time = (date: Date | null) => date?.toISOString() ?? null;
  return {
    ...shown,
    upstream: upstreamNow(shown),
    endpoint: address.endpoint(deployment),
    hasKey: keyHash !== null,
    smokeCalls: shown.smokeCalls.map((call) => ({ tool: call.tool, arguments: { ...call.arguments } })),
    pausedAt: time(shown.pausedAt),
    expiresAt: time(shown.expiresAt),
    expiredAt: time(shown.expiredAt),
    createdAt: shown.createdAt.toISOString(),
    healthyAt: time(shown.healthyAt),
  };
}

/** What was known of the API while servers ran is not known without them. */
function upstreamNow({ state, upstream }: Pick<DeploymentEntity, 'state' | 'upstream'>): UpstreamDto {
  const isAsked = state === 'healthy' || state === 'unhealthy';
  if (isAsked && upstream !== null) return upstream;
  return { state: 'unknown', since: null, reason: isAsked ? null : 'No server runs.' };
}
