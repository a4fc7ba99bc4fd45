import { Body, Controller, Get, Header, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { AppError } from '#lib/diagnostics';
import { IdentityService } from '#lib/identity';
import { APP_CONFIG, type AppConfig } from '#lib/platform';
import { Public } from '../http/api-key.guard.js';
import { escapeHtml, page, STYLE } from './html.js';

/** The few pages there are before the web interface: a welcome, and the setup link's form. They need no script. */
@ApiExcludeController()
@Controller()
@Public()
export class PagesController {
  constructor(
    readonly identity: IdentityService,
    @Inject(APP_CONFIG) readonly config: AppConfig,
  ) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  async welcome(): Promise<string> {
    const ready = await this.identity.isSetUp();
    const setup = ready
      ? '<p>Setup is done. Send your API key with each call.</p>'
      : '<p>Setup is not done yet: open the one-time link that the start printed in the terminal.</p>';
    return page(
      'Welcome',
      `<h1>From an API description to a running MCP server</h1>
<p>This hub registers API descriptions, generates MCP servers from them, runs them and watches over them.</p>
<div class="card">${setup}
<ul>
<li><a href="/api/docs">REST API, to read and to try</a></li>
<li><a href="/api/openapi.json">Its OpenAPI document</a></li>
<li><a href="/readyz">Health of database, queue and runtime</a></li>
</ul></div>`,
    );
  }

  @Get('setup')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('referrer-policy', 'no-referrer')
  @Header('cache-control', 'no-store')
  setupForm(@Query('token') token?: string): string {
    return page(
      'Setup',
      `<h1>Make the first API key</h1>
<p>The key lets you use the REST API. It is shown once; keep it like a password.</p>
<form class="card" method="post" action="/setup">
<input type="hidden" name="token" value="${escapeHtml(String(token ?? ''))}">
<label for="name">Name of the key</label>
<input id="name" name="name" value="administrator" maxlength="100" required>
<button type="submit">Make the key</button>
</form>`,
    );
  }

  @Post('setup')
  @HttpCode(200)
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('cache-control', 'no-store')
  async setUp(@Body() body: { token?: unknown; name?: unknown }): Promise<string> {
    try {
      const { text } = await this.identity.setUp(
        String(body.token ?? ''),
        String(body.name ?? 'administrator').slice(0, 100),
      );
      return page('Your API key', this.#done(text));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return page(
        'Setup',
        `<h1>This setup link cannot be used</h1><div class="card"><p>${escapeHtml(error.detail)}</p><p class="soft">${escapeHtml(error.entry.fix)}</p></div>`,
      );
    }
  }

  @Get('style.css')
  @Header('content-type', 'text/css; charset=utf-8')
  style(): string {
    return STYLE;
  }

  #done(key: string): string {
    const shown = escapeHtml(key);
    return `<h1>Your API key</h1>
<div class="card"><pre>${shown}</pre><p class="soft">It is not shown again.</p></div>
<p>Try it:</p>
<pre>export TOOLWRIGHT_KEY=${shown}
curl -H "Authorization: Bearer $TOOLWRIGHT_KEY" ${escapeHtml(this.config.publicUrl)}/api/v1/apis</pre>
<p><a href="/api/docs">Go on with the REST API</a></p>`;
  }
}
