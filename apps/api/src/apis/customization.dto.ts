import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsOptional, IsString } from 'class-validator';
import type { Customization } from '#lib/customization';
import type { Diagnostic } from '#lib/diagnostics';
import type { Customized } from '#lib/registration';
import { ApiDto, SkippedDto, toApiDto } from './api.dto.js';
import { ToolChangesDto } from './tool-changes.dto.js';
import { SELECTION } from './customization-input.dto.js';

export class KeptCustomizationDto {
  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'OpenAPI Overlay documents in the order in which they are applied.',
  })
  overlays!: readonly object[];
  @ApiProperty(SELECTION as unknown as ApiPropertyOptions)
  selection!: object;
}

export class AgreedQuery {
  @ApiPropertyOptional({
    description: '`api.sourceHash` of the preview that was looked at; anything else is refused.',
  })
  @IsOptional()
  @IsString()
  sourceHash?: string;
}

export class CustomizedDto {
  @ApiProperty({ type: ApiDto })
  api!: ApiDto;
  @ApiProperty({ type: ToolChangesDto })
  changes!: ToolChangesDto;
  @ApiProperty({
    description: 'Cost of the tool list before, in o200k tokens; `api.tokenTotal` is what it is now.',
  })
  tokensBefore!: number;
  @ApiProperty({ type: [SkippedDto] })
  skipped!: readonly SkippedDto[];
  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'Findings with JSON Pointers.',
  })
  diagnostics!: readonly Diagnostic[];
}

export function toKeptDto({ overlays, selection }: Customization): KeptCustomizationDto {
  return { overlays: overlays.map(({ document }) => document), selection };
}

export function toCustomizedDto({ before, after, changes }: Customized): CustomizedDto {
  return {
    api: toApiDto(after.api),
    changes,
    tokensBefore: before.api.tokenTotal,
    skipped: after.tools.toolSet.skipped,
    diagnostics: after.diagnostics,
  };
}
