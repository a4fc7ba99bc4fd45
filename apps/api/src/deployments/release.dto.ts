import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDate, IsInt, IsOptional, IsUUID, Max, Min, ValidateIf } from 'class-validator';
import type { HealthSummary, InstanceEntity, ReleaseEntity, UpstreamEvent } from '#lib/deployment';

export class NewReleaseDto {
  @ApiProperty({ format: 'uuid', description: 'A generation of the same API.' })
  @IsUUID()
  generationId!: string;
}

export class RollbackDto {
  @ApiPropertyOptional({ minimum: 1, description: 'Number of a release; without it the one live before.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  release?: number;
}

export class RenewDto {
  @ApiProperty({ format: 'date-time', nullable: true, type: String, description: 'Null for no end.' })
  @ValidateIf(({ expiresAt }: RenewDto) => expiresAt !== null)
  @Type(() => Date)
  @IsDate()
  expiresAt!: Date | null;
}

export class HealthQuery {
  @ApiPropertyOptional({ default: 50, minimum: 1, maximum: 500 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit = 50;
}

export class EndpointKeyDto {
  @ApiProperty({
    description: 'Shown this once. Send it as `Authorization: Bearer <key>` to the MCP endpoint.',
  })
  key!: string;
}

export class ImageBaseDto {
  @ApiProperty({ example: 'node' })
  name!: string;
  @ApiProperty({ example: 'node:20-slim' })
  reference!: string;
  @ApiPropertyOptional({ description: "`sha256:…`: the registry's digest, or the engine's id of the image." })
  digest?: string;
  @ApiPropertyOptional({
    description: "Version of Node, and the hash of its program where it is this machine's.",
  })
  node?: { readonly version: string; readonly sha256?: string };
}

export class ProvenanceDto {
  @ApiProperty({ format: 'uuid' })
  generationId!: string;
  @ApiProperty({
    nullable: true,
    type: String,
    description: "SHA-256 over the description's documents as they were generated from.",
  })
  descriptionHash!: string | null;
  @ApiProperty({ nullable: true, type: String })
  generatorVersion!: string | null;
  @ApiProperty()
  template!: string;
  @ApiProperty({ nullable: true, type: String })
  templateVersion!: string | null;
  @ApiProperty({ description: 'As the description says it.' })
  apiVersion!: string;
  @ApiProperty({ type: ImageBaseDto })
  base!: ImageBaseDto;
  @ApiProperty({ description: 'SHA-256 of the bill of materials.' })
  sbomHash!: string;
}

export class FindingDto {
  @ApiProperty({ example: 'CVE-2026-0001' })
  id!: string;
  @ApiProperty({ enum: ['critical', 'high', 'medium', 'low', 'unknown'] })
  severity!: string;
  @ApiProperty()
  package!: string;
  @ApiProperty()
  version!: string;
  @ApiProperty({ type: [String] })
  fixedIn!: readonly string[];
}

export class ScanDto {
  @ApiProperty({ enum: ['trivy', 'grype'], nullable: true, type: String })
  scanner!: string | null;
  @ApiProperty({ format: 'date-time' })
  scannedAt!: string;
  @ApiProperty({
    nullable: true,
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'Findings by severity; null where the scan failed.',
  })
  counts!: Readonly<Record<string, number>> | null;
  @ApiProperty({ type: [FindingDto], description: 'The worst twenty.' })
  findings!: readonly FindingDto[];
  @ApiProperty({ nullable: true, type: String, description: 'Why there is no answer.' })
  problem!: string | null;
}

export class ReleaseDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty({ description: '1, 2, 3 … within the deployment.' })
  number!: number;
  @ApiProperty({ format: 'uuid' })
  generationId!: string;
  @ApiProperty({ description: 'Revision of the settings that it runs with.' })
  revision!: number;
  @ApiProperty({ enum: ['queued', 'building', 'starting', 'live', 'draining', 'retired', 'failed'] })
  state!: string;
  @ApiProperty({ nullable: true, type: String })
  reason!: string | null;
  @ApiProperty({ nullable: true, type: String, description: 'Stable code of the reason, where it has one.' })
  reasonCode!: string | null;
  @ApiProperty({ nullable: true, type: Number, description: 'Number of the release that it goes back to.' })
  rollbackOf!: number | null;
  @ApiProperty({ nullable: true, type: String, description: 'Null when it is not kept any more.' })
  image!: string | null;
  @ApiProperty({
    type: ProvenanceDto,
    nullable: true,
    description: 'What its image was made of and by; null until it was built.',
  })
  provenance!: ProvenanceDto | null;
  @ApiProperty({ type: ScanDto, nullable: true, description: 'Null where no scanner is used.' })
  scan!: ScanDto | null;
  @ApiProperty()
  replicas!: number;
  @ApiProperty()
  toolsExpected!: number;
  @ApiProperty({ type: [String], description: 'Last lines before it failed.' })
  lastLog!: string[];
  @ApiProperty({ nullable: true, type: Number })
  buildMs!: number | null;
  @ApiProperty({ nullable: true, type: Number })
  startMs!: number | null;
  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  liveAt!: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  endedAt!: string | null;
}

export class InstanceDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty({ format: 'uuid' })
  releaseId!: string;
  @ApiProperty()
  ordinal!: number;
  @ApiProperty({ description: 'Name of its container.' })
  container!: string;
  @ApiProperty({ enum: ['starting', 'healthy', 'unhealthy', 'crash-looping', 'unknown', 'draining'] })
  state!: string;
  @ApiProperty({ nullable: true, type: String })
  reason!: string | null;
  @ApiProperty({ description: 'Starts after a crash.' })
  restarts!: number;
  @ApiProperty({
    format: 'date-time',
    nullable: true,
    type: String,
    description: 'Not started again before.',
  })
  restartAt!: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  healthyAt!: string | null;
}

export class HealthEventDto {
  @ApiProperty({ format: 'date-time' })
  at!: string;
  @ApiProperty()
  state!: string;
  @ApiProperty({ nullable: true, type: String })
  reason!: string | null;
}

export class HealthDto {
  @ApiProperty({
    nullable: true,
    type: Number,
    description:
      'Share of the last 24 hours, from 0 to 1, in which it served of those in which it was meant to.',
  })
  uptime24h!: number | null;
  @ApiProperty({ nullable: true, type: Number })
  uptime7d!: number | null;
  @ApiProperty({ type: [HealthEventDto], description: 'Newest first.' })
  events!: HealthEventDto[];
  @ApiProperty({
    type: [HealthEventDto],
    description: 'Whether the API behind answered, newest first; it counts for no uptime.',
  })
  upstream!: HealthEventDto[];
}

export class LatestQuery {
  @ApiPropertyOptional({ default: 10, minimum: 1, maximum: 50 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(50)
  limit = 10;
}

export class LatestReleaseDto extends ReleaseDto {
  @ApiProperty({ format: 'uuid' })
  deploymentId!: string;
}

const time = (date: Date | null) => date?.toISOString() ?? null;

export function toReleaseDto(release: ReleaseEntity): ReleaseDto {
  const {
    deploymentId: _deploymentId,
    env: _env,
    secrets: _secrets,
    limits: _limits,
    smokeCalls: _smokeCalls,
    toolsHash: _toolsHash,
    egress: _egress,
    attempts: _attempts,
    retryAt: _retryAt,
    sbom: _sbom,
    ...shown
  } = release;
  return {
    ...shown,
    createdAt: shown.createdAt.toISOString(),
    liveAt: time(shown.liveAt),
    endedAt: time(shown.endedAt),
  };
}

export function toInstanceDto(instance: InstanceEntity): InstanceDto {
  const { id, releaseId, ordinal, container, state, reason, restarts, restartAt, healthyAt } = instance;
  const times = { restartAt: time(restartAt), healthyAt: time(healthyAt) };
  return { id, releaseId, ordinal, container, state, reason, restarts, ...times };
}

export function toHealthDto(
  { events, uptime24h, uptime7d }: HealthSummary,
  upstream: readonly UpstreamEvent[],
): HealthDto {
  return {
    uptime24h,
    uptime7d,
    events: events.map(({ createdAt, state, reason }) => ({ at: createdAt.toISOString(), state, reason })),
    upstream: upstream.map(({ at, ...event }) => ({ at: at.toISOString(), ...event })),
  };
}
