import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';

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

  @ApiPropertyOptional({ default: 1, minimum: 1, maximum: 8, description: 'Which of the servers.' })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(8)
  instance = 1;
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
