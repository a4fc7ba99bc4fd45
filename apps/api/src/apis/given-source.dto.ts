import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, type TransformFnParams } from 'class-transformer';
import { IsObject, IsOptional, IsString, IsUrl, Matches, MaxLength } from 'class-validator';
import { AppError } from '#lib/diagnostics';
import type { GivenSource } from '#lib/registration';
import type { SourceAdditions } from '#lib/spec-parser';

/** What of an uploaded file is used. */
export interface UploadedDocument {
  readonly originalname: string;
  readonly buffer: Buffer;
}

/** A form has texts only: an object stands in it as JSON (OpenAPI 3.0.4, "Special Considerations for multipart Content"). */
function fromFormField({ value }: TransformFnParams): unknown {
  if (typeof value !== 'string') return value as unknown;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
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

  @ApiPropertyOptional({
    description: "The API's address, in place of the servers that the description names.",
  })
  @IsOptional()
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false })
  endpoint?: string;

  @ApiPropertyOptional({
    description: 'Sent when `url` is a GraphQL endpoint, to be asked for its schema. Not stored.',
    type: 'object',
    additionalProperties: { type: 'string' },
  })
  @IsOptional()
  @Transform(fromFormField)
  @IsObject()
  headers?: Record<string, string>;

  @ApiPropertyOptional({ description: 'Header of the API key (GraphQL); X-API-Key by default.' })
  @IsOptional()
  @Matches(/^[\w-]{1,100}$/)
  apiKeyHeader?: string;

  @ApiPropertyOptional({
    description: 'JSON Schemas of custom scalars (GraphQL), by name.',
    type: 'object',
    additionalProperties: { type: 'object' },
  })
  @IsOptional()
  @Transform(fromFormField)
  @IsObject()
  scalars?: Record<string, object>;
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
  endpoint: { type: 'string' },
  headers: { type: 'object', additionalProperties: { type: 'string' } },
  apiKeyHeader: { type: 'string' },
  scalars: { type: 'object', additionalProperties: { type: 'object' } },
};

/** @throws AppError `request-invalid` unless just one way was used */
export function sourceOf(body: SourceDto, file: UploadedDocument | undefined): GivenSource {
  const { url, content, name } = body;
  if ([url, content, file].filter((way) => way !== undefined).length !== 1) {
    throw new AppError('request-invalid', {
      detail: 'Send one of: a multipart field "file", or JSON with "url" or with "content".',
    });
  }
  const additions = additionsOf(body);
  if (file !== undefined)
    return {
      kind: 'file',
      name: plainName(file.originalname),
      bytes: new Uint8Array(file.buffer),
      additions,
    };
  if (url !== undefined)
    return {
      kind: 'url',
      url,
      additions,
      ...(body.headers === undefined ? {} : { introspect: true, headers: headersOf(body.headers) }),
    };
  return { kind: 'text', name: plainName(name ?? 'pasted'), text: content ?? '', additions };
}

/** @throws AppError `request-invalid` for what is no header */
function headersOf(headers: Record<string, string>): Record<string, string> {
  const wrong = Object.entries(headers).find(
    ([name, value]) => typeof value !== 'string' || /[\r\n]/.test(value) || !/^[\w-]{1,100}$/.test(name),
  );
  if (wrong === undefined) return headers;
  throw new AppError('request-invalid', {
    detail: `"headers" holds what is no header: ${JSON.stringify(wrong[0])}.`,
  });
}

/** @throws AppError `request-invalid` for a scalar whose schema is none */
function additionsOf({ endpoint, apiKeyHeader, scalars }: SourceDto): SourceAdditions {
  const wrong = Object.entries(scalars ?? {}).find(
    ([, schema]) => typeof schema !== 'object' || schema === null,
  );
  if (wrong !== undefined)
    throw new AppError('request-invalid', {
      detail: `"scalars" has no schema for ${JSON.stringify(wrong[0])}.`,
    });
  return {
    ...(endpoint === undefined ? {} : { endpoint: endpoint.replace(/\/+$/, '') }),
    ...(apiKeyHeader === undefined ? {} : { apiKeyHeader }),
    ...(scalars === undefined ? {} : { scalars: scalars as NonNullable<SourceAdditions['scalars']> }),
  };
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
