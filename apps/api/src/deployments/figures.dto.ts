import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';
import type { CallHistory, DeploymentFigures, FiguresSummary, ReleaseEntity } from '#lib/deployment';

export class FiguresQuery {
  @ApiPropertyOptional({ default: 24, minimum: 1, maximum: 24, description: 'How far back.' })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(24)
  hours = 24;
}

export class UsageDto {
  @ApiProperty({ description: 'Cores, over all its servers.' })
  cpu!: number;
  @ApiProperty()
  memoryBytes!: number;
  @ApiProperty()
  servers!: number;
  @ApiProperty({ description: 'Starts after a crash, since it was deployed.' })
  restarts!: number;
}

export class CallFiguresDto {
  @ApiProperty({ description: 'Tool calls at the endpoint.' })
  calls!: number;
  @ApiProperty({ description: 'Without an answer, or answered with an error.' })
  errors!: number;
  @ApiProperty({ nullable: true, type: Number, description: 'Milliseconds, estimated; null without calls.' })
  p50Ms!: number | null;
  @ApiProperty({ nullable: true, type: Number })
  p95Ms!: number | null;
}

export class FigurePointDto extends CallFiguresDto {
  @ApiProperty({ format: 'date-time', description: 'Where the step begins.' })
  at!: string;
  @ApiProperty({ type: UsageDto, nullable: true, description: 'Means; null where nothing ran.' })
  usage!: UsageDto | null;
}

export class ToolFiguresDto extends CallFiguresDto {
  @ApiProperty({ description: 'Empty where the name could not be told.' })
  tool!: string;
}

export class ReleaseFiguresDto {
  @ApiProperty()
  number!: number;
  @ApiProperty()
  state!: string;
  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
  @ApiProperty({ nullable: true, type: Number, description: 'Milliseconds.' })
  buildMs!: number | null;
  @ApiProperty({ nullable: true, type: Number, description: 'Milliseconds until all servers were healthy.' })
  startMs!: number | null;
}

export class FiguresDto {
  @ApiProperty()
  stepSeconds!: number;
  @ApiProperty({ type: UsageDto, nullable: true, description: 'Null when nothing runs.' })
  now!: UsageDto | null;
  @ApiProperty({ type: CallFiguresDto })
  total!: CallFiguresDto;
  @ApiProperty({ type: [FigurePointDto], description: 'Oldest first, a step apart, without gaps.' })
  points!: FigurePointDto[];
  @ApiProperty({ type: [ToolFiguresDto], description: 'Most called first.' })
  tools!: ToolFiguresDto[];
  @ApiProperty({ type: [ReleaseFiguresDto], description: 'Newest first.' })
  releases!: ReleaseFiguresDto[];
}

export class CallPointDto extends CallFiguresDto {
  @ApiProperty({ format: 'date-time', description: 'Where the step begins.' })
  at!: string;
}

export class CallHistoryDto {
  @ApiProperty()
  stepSeconds!: number;
  @ApiProperty({ type: CallFiguresDto })
  total!: CallFiguresDto;
  @ApiProperty({ type: [CallPointDto], description: 'Oldest first, a step apart, without gaps.' })
  points!: CallPointDto[];
}

export class FiguresSummaryDto extends CallFiguresDto {
  @ApiProperty({ format: 'uuid' })
  deploymentId!: string;
  @ApiProperty({ type: UsageDto, nullable: true })
  now!: UsageDto | null;
  @ApiProperty({ type: [CallFiguresDto], description: '24 steps over the time, oldest first.' })
  steps!: CallFiguresDto[];
}

export class LiveVersionDto {
  @ApiProperty({ format: 'uuid' })
  deploymentId!: string;
  @ApiProperty({ description: 'Number of the release.' })
  number!: number;
  @ApiProperty({
    nullable: true,
    type: String,
    description: "The API's version, as its description says it.",
  })
  apiVersion!: string | null;
}

export function toFiguresDto(figures: DeploymentFigures, releases: readonly ReleaseEntity[]): FiguresDto {
  return {
    ...figures,
    points: figures.points.map(({ at, ...rest }) => ({ at: at.toISOString(), ...rest })),
    tools: [...figures.tools],
    releases: releases.map(({ number, state, createdAt, buildMs, startMs }) => ({
      number,
      state,
      createdAt: createdAt.toISOString(),
      buildMs,
      startMs,
    })),
  };
}

export function toCallHistoryDto({ points, ...rest }: CallHistory): CallHistoryDto {
  return { ...rest, points: points.map(({ at, ...point }) => ({ at: at.toISOString(), ...point })) };
}

export function toSummaryDtos(summaries: readonly FiguresSummary[]): FiguresSummaryDto[] {
  return summaries.map((summary) => ({ ...summary, steps: [...summary.steps] }));
}
