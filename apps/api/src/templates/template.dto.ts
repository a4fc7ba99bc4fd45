import { ApiProperty } from '@nestjs/swagger';
import type { KnownTemplate } from '#lib/generator';

export class TemplateDto {
  @ApiProperty({ example: 'node-server' })
  name!: string;
  @ApiProperty({ example: '1.0.0' })
  version!: string;
  @ApiProperty()
  description!: string;
  @ApiProperty()
  builtIn!: boolean;
  @ApiProperty({ description: 'Whether the hub may run its projects; those of uploaded templates are for download.' })
  deployable!: boolean;
  @ApiProperty({ nullable: true, type: Number })
  fileCount!: number | null;
  @ApiProperty({ nullable: true, type: String, description: 'SHA-256 of the uploaded zip.' })
  contentHash!: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  createdAt!: string | null;
}

export class TemplateListDto {
  @ApiProperty({ type: [TemplateDto] })
  items!: TemplateDto[];
}

export function toTemplateDto({ name, version, description, builtIn, uploaded }: KnownTemplate): TemplateDto {
  return {
    name,
    version,
    description,
    builtIn,
    deployable: builtIn,
    fileCount: uploaded?.fileCount ?? null,
    contentHash: uploaded?.contentHash ?? null,
    createdAt: uploaded?.createdAt.toISOString() ?? null,
  };
}
