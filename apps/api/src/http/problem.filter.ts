import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { LOGGER, type Logger } from '#lib/platform';
import { toProblem } from './problem.js';

/** Every error leaves here, as `application/problem+json`. Faults of ours are logged once, in full. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const problem = toProblem(error, String(request.id));
    if (problem.status >= 500)
      this.logger.error({ err: error, requestId: problem.requestId, path: request.path }, 'request failed');
    if (response.headersSent) {
      response.end();
      return;
    }
    if (problem.status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="toolwright"');
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  }
}
