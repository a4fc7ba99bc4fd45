import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { AppError } from '#lib/diagnostics';
import type { GivenSource } from '#lib/registration';

/** What of an uploaded file is used. */
export interface UploadedDocument {
  readonly originalname: string;
  readonly buffer: Buffer;
}

/** A description by address or as text; a file is sent as multipart form data instead. */
export class SourceDto {
  @ApiPropertyOptional({ description: 'Address of the description.' })
  @IsOptional()
  @IsString()
  @MaxLength(2048)
  url?: string;

  @ApiPropertyOptional({ description: 'The description itself, JSON or YAML.' })
  @IsOptional()
  @IsString()
  content?: string;

  @ApiPropertyOptional({ description: 'File name to show with `content`.' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  name?: string;
}

/** The members of a multipart form or JSON body that holds a description. */
export const SOURCE_PROPERTIES = {
  file: {
    type: 'string',
    format: 'binary',
    description: 'A description, or a zip of several documents.',
  },
  url: { type: 'string' },
  content: { type: 'string' },
  name: { type: 'string' },
};

/** @throws AppError `request-invalid` unless just one way was used */
export function sourceOf(body: SourceDto, file: UploadedDocument | undefined): GivenSource {
  const { url, content, name } = body;
  if ([url, content, file].filter((way) => way !== undefined).length !== 1) {
    throw new AppError('request-invalid', {
      detail: 'Send one of: a multipart field "file", or JSON with "url" or with "content".',
    });
  }
  if (file !== undefined)
    return { kind: 'file', name: plainName(file.originalname), bytes: new Uint8Array(file.buffer) };
  if (url !== undefined) return { kind: 'url', url };
  return { kind: 'text', name: plainName(name ?? 'pasted'), text: content ?? '' };
}

/** A name for people; folders of the sender's machine are nobody's business. */
function plainName(name: string): string {
  return (
    name
      .split(/[\\/]/)
      .at(-1)
      ?.replaceAll(/[^\p{L}\p{N} ._()-]/gu, '_') || 'description'
  );
}
