import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';

export class SignInDto {
  @ApiProperty({ description: 'An API key.' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  apiKey!: string;
}

/** What the browser's pages may show and do. */
export const PERMISSIONS = ['read', 'manage', 'administer'] as const;

export class SessionDto {
  @ApiProperty({ description: 'Whether the setup link was used.' })
  isSetUp!: boolean;
  @ApiPropertyOptional({ description: 'Name of the key that was signed in with; missing for nobody.' })
  name?: string;
  @ApiProperty({ enum: PERMISSIONS, isArray: true })
  permissions!: string[];
}

export class SetUpSessionDto extends SessionDto {
  @ApiProperty({ description: 'The first API key; it is shown this once.' })
  apiKey!: string;
}
