import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import type { ApiKeyEntity, IssuedKey } from '#lib/identity';

export class SetupDto {
  @ApiProperty({ description: 'From the setup link that the start printed.' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  token!: string;

  @ApiPropertyOptional({ default: 'administrator' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  name?: string;
}

export class NewKeyDto {
  @ApiProperty({ description: 'What the key is for.' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  name!: string;
}

export class KeyDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty()
  name!: string;
  @ApiProperty({ description: 'First characters of the key.' })
  prefix!: string;
  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  lastUsedAt!: string | null;
}

export class IssuedKeyDto extends KeyDto {
  @ApiProperty({ description: 'The key itself; it is shown this once.' })
  apiKey!: string;
}

export function toKeyDto({ id, name, prefix, createdAt, lastUsedAt }: ApiKeyEntity): KeyDto {
  return {
    id,
    name,
    prefix,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}

export function toIssuedKeyDto({ key, text }: IssuedKey): IssuedKeyDto {
  return { ...toKeyDto(key), apiKey: text };
}
