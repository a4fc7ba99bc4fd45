import { ApiProperty } from '@nestjs/swagger';

export class CheckDto {
  @ApiProperty({ enum: ['database', 'queue', 'runtime'] })
  name!: string;
  @ApiProperty()
  isUp!: boolean;
  @ApiProperty({ nullable: true, type: String, description: 'What answers, or why nothing does.' })
  detail!: string | null;
}

export class VersionsDto {
  @ApiProperty({ example: '0.1.0' })
  hub!: string;
  @ApiProperty({ example: '20.19.0' })
  node!: string;
  @ApiProperty({ example: '18.4' })
  database!: string;
}

export class LeaderDto {
  @ApiProperty({ description: 'Whether this process leads: it runs the servers.' })
  isThis!: boolean;
  @ApiProperty({ description: 'Whether any process leads.' })
  isThere!: boolean;
  @ApiProperty({ description: 'Processes that lead or stand by.' })
  workers!: number;
}

export class RuntimeDto {
  @ApiProperty({ example: 'docker' })
  name!: string;
  @ApiProperty({ description: 'What it isolates and what not, and why it is this one.' })
  reason!: string;
}

export class LimitDto {
  @ApiProperty({ enum: ['servers', 'memoryMb', 'builds'] })
  name!: string;
  @ApiProperty()
  used!: number;
  @ApiProperty({ nullable: true, type: Number, description: 'Null for no limit.' })
  most!: number | null;
}

export class SettingDto {
  @ApiProperty({ example: 'TOOLWRIGHT_MAX_SERVERS' })
  name!: string;
  @ApiProperty()
  meaning!: string;
  @ApiProperty()
  default!: string;
  @ApiProperty({ nullable: true, type: String, description: 'In use; null for none, and for a secret.' })
  value!: string | null;
  @ApiProperty({ description: 'Whether the environment sets it.' })
  isGiven!: boolean;
  @ApiProperty({ description: 'Never shown.' })
  isSecret!: boolean;
}

export class SystemDto {
  @ApiProperty({ format: 'uuid', description: 'Of this installation.' })
  hubId!: string;
  @ApiProperty({ format: 'date-time', description: 'When this process started.' })
  startedAt!: string;
  @ApiProperty({ type: [String], enum: ['api', 'gateway', 'worker'], isArray: true })
  roles!: string[];
  @ApiProperty({ type: VersionsDto })
  versions!: VersionsDto;
  @ApiProperty({ type: [CheckDto] })
  checks!: CheckDto[];
  @ApiProperty({ type: LeaderDto })
  leader!: LeaderDto;
  @ApiProperty({ type: RuntimeDto })
  runtime!: RuntimeDto;
  @ApiProperty({ type: [LimitDto] })
  limits!: LimitDto[];
  @ApiProperty({ type: [SettingDto], description: 'Read from the environment once, at the start.' })
  settings!: SettingDto[];
}
