import { randomUUID } from 'node:crypto';
import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import compression from 'compression';
import helmet from 'helmet';
import type { Request, Response } from 'express';
import { pinoHttp } from 'pino-http';
import { NestLogger } from '#lib/platform';
import { AppModule, type HubParts } from './app.module.js';
import { ownHostOnly } from './http/own-host.js';
import { webPages } from './web/web-pages.js';

const REQUEST_ID = /^[\w.-]{1,64}$/;

/** The Nest application, not listening yet. */
export async function createApp(parts: HubParts): Promise<NestExpressApplication> {
  const { config, logger } = parts.platform;
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forRoot(parts), {
    logger: new NestLogger(logger),
    abortOnError: false,
    bodyParser: false,
  });
  app.use(
    pinoHttp({
      logger,
      genReqId: (request, response) => {
        const given = request.headers['x-request-id'];
        const id = typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
        response.setHeader('X-Request-Id', id);
        return id;
      },
      // A setup link's token stands in the query.
      serializers: {
        req: ({ id, method, url }: { id: string; method: string; url: string }) => ({
          id,
          method,
          path: url.split('?')[0],
        }),
      },
    }),
  );
  app.use(
    helmet({
      contentSecurityPolicy: { directives: { 'upgrade-insecure-requests': null } },
      strictTransportSecurity: false,
    }),
  );
  app.use(ownHostOnly(config));
  if (config.roles.includes('api')) {
    app.use(['/api', '/assets'], compression({ filter: isCompressed }));
    app.use(webPages());
  }
  app.useBodyParser('json', { limit: config.maxUploadBytes });
  app.useBodyParser('urlencoded', { extended: false, limit: '16kb' });
  app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }));
  app.disable('x-powered-by');
  if (config.roles.includes('api')) describeApi(app);
  return app;
}

/** Events must not wait in a compressor. */
function isCompressed(request: Request, response: Response): boolean {
  const type = response.getHeader('content-type');
  return !String(type).startsWith('text/event-stream') && compression.filter(request, response);
}

function describeApi(app: NestExpressApplication): void {
  const document = new DocumentBuilder()
    .setTitle('Toolwright')
    .setDescription(
      'Register API descriptions, generate MCP servers from them, deploy and watch them. Errors are application/problem+json (RFC 9457) with a stable code.',
    )
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key.' })
    .build();
  SwaggerModule.setup('api/docs', app, () => SwaggerModule.createDocument(app, document), {
    jsonDocumentUrl: 'api/openapi.json',
  });
}
