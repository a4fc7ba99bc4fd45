import { Controller, Get, Param, ParseUUIDPipe, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { DeploymentService, LogReader } from '#lib/deployment';
import { EventStream, wantsEvents } from '../http/event-stream.js';
import { LogDto, LogQuery, toLogLineDto } from './log.dto.js';

@ApiTags('deployments')
@ApiBearerAuth()
@Controller('api/v1/deployments/:id/logs')
export class LogsController {
  constructor(
    readonly deployments: DeploymentService,
    readonly reader: LogReader,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'What its servers wrote, and how its releases were built',
    description:
      'The newest lines that fit; `nextCursor` leads to those before. With `follow=true` the newest and then a stream of `line` events, which goes on behind `Last-Event-ID`.',
  })
  @ApiProduces('application/json', 'text/event-stream')
  @ApiOkResponse({ type: LogDto })
  async logs(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() query: LogQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.deployments.get(id);
    if (query.follow === 'true' || wantsEvents(request)) return this.#follow(id, query, request, response);
    const { lines, ...rest } = await this.reader.page(id, query.filter(), query.limit, query.cursor);
    response.json({ lines: lines.map(toLogLineDto), ...rest });
  }

  async #follow(id: string, query: LogQuery, request: Request, response: Response): Promise<void> {
    const stream = new EventStream(request, response);
    const { signal } = stream;
    const after = request.headers['last-event-id'];
    const from = typeof after === 'string' && /^\d{1,18}$/.test(after) ? { after } : {};
    try {
      for await (const line of this.reader.follow(id, query.filter(), { last: query.limit, signal, ...from }))
        await stream.send('line', toLogLineDto(line), line.id);
    } finally {
      stream.end();
    }
  }
}
