import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean } from 'class-validator';

export class RestoreQuery {
  @ApiProperty({ required: false, default: false, description: 'Only says what the file holds.' })
  @Transform(({ value }) => value === 'true' || value === true)
  @IsBoolean()
  check = false;
}

export class BackupContentsDto {
  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
  @ApiProperty({ description: 'Version of the hub that made it.' })
  hubVersion!: string;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' }, description: 'Rows by table.' })
  rows!: Readonly<Record<string, number>>;
}
