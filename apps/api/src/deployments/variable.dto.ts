import { ApiProperty } from '@nestjs/swagger';
import type { KnownVariable } from '#lib/deployment';

export class VariableDto implements KnownVariable {
  @ApiProperty()
  name!: string;
  @ApiProperty({ description: 'A credential, kept encrypted.' })
  isSecret!: boolean;
  @ApiProperty()
  isSet!: boolean;
  @ApiProperty({ nullable: true, type: String, description: 'Null where it is not set, or a credential.' })
  value!: string | null;
}
