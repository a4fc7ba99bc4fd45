import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get, Req, Res, type OnModuleDestroy } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { DEPLOYMENT, RELEASE } from '#lib/deployment';
import { GENERATION } from '#lib/generator';
import { ChangeFeed, type Change } from '#lib/platform';
import { EventStream } from '../http/event-stream.js';

const TOPICS = [DEPLOYMENT, RELEASE, GENERATION];
/** Changes within it are told together, each once. */
const GATHER_MS = 200;
/** Then the client comes again, and shows its key or session again. */
const LONGEST_MS = 10 * 60_000;

/** Says what changed, in whichever process of the hub; whoever cares reads it. */
@ApiTags('system')
@ApiBearerAuth()
@Controller('api/v1/events')
export class EventsController implements OnModuleDestroy {
  readonly #closing = new AbortController();

  constructor(readonly changes: ChangeFeed) {}

  @Get()
  @ApiOperation({
    summary: 'Changes of deployments, releases and generations as they come',
    description:
      'Server-sent events `change` with `topic` (`deployment`, `release`, `generation`) and `id`. A change may be missed while the connection is lost: read anew what matters after each connect. Streams end after ten minutes, to be opened again.',
  })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ schema: { type: 'string' } })
  async stream(@Req() request: Request, @Res() response: Response): Promise<void> {
    const stream = new EventStream(request, response);
    const gathered = new Map<string, Change>();
    let wake = () => {};
    const unsubscribe = TOPICS.map((topic) =>
      this.changes.subscribeAll(topic, (id) => {
        gathered.set(`${topic} ${id}`, { topic, id });
        wake();
      }),
    );
    const over = AbortSignal.any([stream.signal, this.#closing.signal, AbortSignal.timeout(LONGEST_MS)]);
    over.addEventListener('abort', () => wake());
    try {
      while (!over.aborted) {
        if (gathered.size === 0) await new Promise<void>((resolve) => (wake = resolve));
        await sleep(GATHER_MS, undefined, { signal: over }).catch(() => undefined);
        const told = [...gathered.values()];
        gathered.clear();
        for (const change of told) await stream.send('change', change);
      }
    } finally {
      for (const end of unsubscribe) end();
      stream.end();
    }
  }

  /** A stream that is open would hold up the end of the process. */
  onModuleDestroy(): void {
    this.#closing.abort();
  }
}
