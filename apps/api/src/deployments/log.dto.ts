import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsDate, IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { LOG_LEVELS, type KeptLine, type LineLevel, type LineSource, type LogFilter } from '#lib/deployment';

const SOURCES: readonly LineSource[] = ['stdout', 'stderr', 'build', 'hub'];

export class LogQuery {
  @ApiPropertyOptional({ format: 'date-time', description: 'From this time on.' })
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  since?: Date;

  @ApiPropertyOptional({ format: 'date-time', description: 'Before this time.' })
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  until?: Date;

  @ApiPropertyOptional({ enum: LOG_LEVELS, description: 'This level and graver ones.' })
  @IsOptional()
  @IsIn(LOG_LEVELS)
  level?: LineLevel;

  @ApiPropertyOptional({ maxLength: 200, description: 'Stands in the text, in upper or lower case.' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? value.replaceAll('\0', '') : value,
  )
  q?: string;

  @ApiPropertyOptional({ minimum: 1, description: 'Number of a release.' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  release?: number;

  @ApiPropertyOptional({ minimum: 1, maximum: 8, description: 'Which of the servers.' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(8)
  instance?: number;

  @ApiPropertyOptional({ enum: SOURCES, description: '`build` tells how a release was brought up.' })
  @IsOptional()
  @IsIn(SOURCES)
  source?: LineSource;

  @ApiPropertyOptional({ default: 100, minimum: 1, maximum: 1000 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1000)
  limit = 100;

  @ApiPropertyOptional({ description: 'nextCursor of the page before: the lines before those.' })
  @IsOptional()
  @IsString()
  cursor?: string;

  @ApiPropertyOptional({ default: false, description: 'Go on as lines come, as server-sent events.' })
  @IsOptional()
  @IsIn(['true', 'false'])
  follow?: string;

  filter(): LogFilter {
    const { limit: _limit, cursor: _cursor, follow: _follow, ...filter } = this;
    return filter;
  }
}

export class LogLineDto {
  @ApiProperty({ description: 'Counts up in the order in which lines were collected.' })
  id!: string;
  @ApiProperty({ format: 'date-time' })
  at!: string;
  @ApiProperty({ enum: LOG_LEVELS })
  level!: string;
  @ApiProperty({ enum: SOURCES })
  source!: string;
  @ApiProperty({ description: 'Number of the release.' })
  release!: number;
  @ApiProperty({ nullable: true, type: Number })
  instance!: number | null;
  @ApiProperty()
  text!: string;
}

export class LogDto {
  @ApiProperty({ type: [LogLineDto], description: 'Oldest first.' })
  lines!: LogLineDto[];
  @ApiPropertyOptional({ description: 'Leads to the lines before these.' })
  nextCursor?: string;
}

export function toLogLineDto({ at, ...line }: KeptLine): LogLineDto {
  return { ...line, at: at.toISOString() };
}
