import { ApiProperty } from '@nestjs/swagger';
import type { ChangeReason, ToolChanges } from '#lib/tool-mapping';

export class ChangeReasonDto implements ChangeReason {
  @ApiProperty()
  breaking!: boolean;
  @ApiProperty({ example: 'The argument limit is required now.' })
  text!: string;
}

class ChangeDto {
  @ApiProperty({ example: 'GET /pets/{id}' })
  operation!: string;
  @ApiProperty({ description: 'A call that worked before may not work now.' })
  breaking!: boolean;
  @ApiProperty({ type: [ChangeReasonDto] })
  reasons!: readonly ChangeReasonDto[];
}

export class ChangedToolDto extends ChangeDto {
  @ApiProperty()
  name!: string;
}

export class RenamedToolDto extends ChangeDto {
  @ApiProperty()
  from!: string;
  @ApiProperty()
  to!: string;
}

export class AlteredToolDto extends ChangedToolDto {
  @ApiProperty({ type: [String], example: ['description', 'inputSchema'] })
  members!: readonly string[];
}

/** What became different in the tool list. */
export class ToolChangesDto implements ToolChanges {
  @ApiProperty({ description: 'Whether any of the changes is breaking.' })
  breaking!: boolean;
  @ApiProperty({ type: [ChangedToolDto] })
  added!: readonly ChangedToolDto[];
  @ApiProperty({ type: [ChangedToolDto] })
  removed!: readonly ChangedToolDto[];
  @ApiProperty({ type: [RenamedToolDto] })
  renamed!: readonly RenamedToolDto[];
  @ApiProperty({ type: [AlteredToolDto] })
  changed!: readonly AlteredToolDto[];
}
