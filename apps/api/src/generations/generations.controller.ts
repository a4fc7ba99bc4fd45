import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { GENERATION, GenerationTools, GeneratorService } from '#lib/generator';
import { ChangeFeed } from '#lib/platform';
import { EventStream, wantsEvents } from '../http/event-stream.js';
import { PageQuery } from '../http/page.dto.js';
import { streamRow } from '../http/row-events.js';
import {
  ArchiveQuery,
  ChangesQuery,
  GenerationChangesDto,
  GenerationDto,
  GenerationPageDto,
  StartGenerationDto,
  toGenerationDto,
} from './generation.dto.js';

const ARCHIVE_TYPES = {
  zip: 'application/zip',
  'tar.gz': 'application/gzip',
  mcpb: 'application/octet-stream',
} as const;

@ApiTags('generations')
@ApiBearerAuth()
@Controller('api/v1')
export class GenerationsController {
  constructor(
    readonly generator: GeneratorService,
    readonly changes: ChangeFeed,
    readonly tools: GenerationTools,
  ) {}

  @Post('apis/:id/generations')
  @HttpCode(202)
  @ApiOperation({ summary: "Generate an API's project" })
  @ApiAcceptedResponse({ type: GenerationDto })
  async start(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: StartGenerationDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<GenerationDto> {
    const generation = await this.generator.start(id, body);
    response.location(`/api/v1/generations/${generation.id}`);
    return toGenerationDto(generation);
  }

  @Get('apis/:id/generations')
  @ApiOperation({ summary: 'Generations of an API, newest first' })
  @ApiOkResponse({ type: GenerationPageDto })
  async listOfApi(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() query: PageQuery,
  ): Promise<GenerationPageDto> {
    const { items, ...rest } = await this.generator.list(query.request(), id);
    return { items: items.map(toGenerationDto), ...rest };
  }

  @Get('generations')
  @ApiOperation({ summary: 'All generations, newest first' })
  @ApiOkResponse({ type: GenerationPageDto })
  async list(@Query() query: PageQuery): Promise<GenerationPageDto> {
    const { items, ...rest } = await this.generator.list(query.request());
    return { items: items.map(toGenerationDto), ...rest };
  }

  @Get('generations/:id')
  @ApiOperation({
    summary: 'State, stage and percentage of a generation',
    description: 'With `Accept: text/event-stream` a stream of `generation` events until it has ended.',
  })
  @ApiProduces('application/json', 'text/event-stream')
  @ApiOkResponse({ type: GenerationDto })
  async get(
    @Param('id', ParseUUIDPipe) id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const generation = toGenerationDto(await this.generator.get(id));
    if (!wantsEvents(request)) {
      response.json(generation);
      return;
    }
    await streamRow(new EventStream(request, response), {
      changes: this.changes,
      change: { topic: GENERATION, id },
      load: () => this.generator.get(id).then(toGenerationDto, () => undefined),
      isFinal: ({ state }) => state === 'succeeded' || state === 'failed',
    });
  }

  @Get('generations/:id/changes')
  @ApiOperation({
    summary: "What became different in the tools since the API's generation before, or since another one",
    description: 'Each change is marked as breaking or not, with its reasons; null for the first generation.',
  })
  @ApiOkResponse({ type: GenerationChangesDto })
  async changesOf(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() { since }: ChangesQuery,
  ): Promise<GenerationChangesDto> {
    if (since === undefined) return this.generator.toolChanges(id);
    return { previousId: since, changes: await this.tools.changes(id, since) };
  }

  @Get('generations/:id/archive')
  @ApiOperation({ summary: 'Download the project', description: 'The same input gives the same bytes.' })
  @ApiProduces('application/zip', 'application/gzip', 'application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async archive(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() { format }: ArchiveQuery,
    @Res() response: Response,
  ): Promise<void> {
    const { generation, bytes } = await this.generator.archive(id, format);
    response.set({
      'content-type': ARCHIVE_TYPES[format],
      'content-disposition': `attachment; filename="${generation.projectName ?? 'project'}.${format}"`,
      etag: `"${generation.contentHash ?? ''}-${format}"`,
    });
    response.send(Buffer.from(bytes));
  }
}
