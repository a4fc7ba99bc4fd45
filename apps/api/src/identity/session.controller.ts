import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { IdentityService, SessionService, type ApiKeyEntity } from '#lib/identity';
import { APP_CONFIG, type AppConfig } from '#lib/platform';
import { Public } from '../http/api-key.guard.js';
import { forgetSession, keepSession, sessionOf } from '../http/session-cookie.js';
import { SetupDto } from './identity.dto.js';
import { PERMISSIONS, SessionDto, SetUpSessionDto, SignInDto } from './session.dto.js';

/** Browsers sign in here; programs send their key with each call. */
@ApiTags('identity')
@Controller('api/v1/session')
@Public()
export class SessionController {
  constructor(
    readonly identity: IdentityService,
    readonly sessions: SessionService,
    @Inject(APP_CONFIG) readonly config: AppConfig,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Who is signed in' })
  @ApiOkResponse({ type: SessionDto })
  async show(@Req() request: Request): Promise<SessionDto> {
    const text = sessionOf(request);
    const key =
      text === undefined ? undefined : await this.sessions.authenticate(text).catch(() => undefined);
    return toSessionDto(key, await this.identity.isSetUp());
  }

  @Post()
  @ApiOperation({ summary: 'Sign in with an API key', description: 'Answers with a cookie.' })
  @ApiCreatedResponse({ type: SessionDto })
  async signIn(
    @Body() { apiKey }: SignInDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SessionDto> {
    const key = await this.identity.authenticate(apiKey);
    keepSession(response, await this.sessions.begin(key), this.config);
    return toSessionDto(key, true);
  }

  @Post('setup')
  @ApiOperation({
    summary: 'Sign in with the setup link',
    description: 'Makes the first API key; works once. Answers with a cookie.',
  })
  @ApiCreatedResponse({ type: SetUpSessionDto })
  async setUp(
    @Body() { token, name }: SetupDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SetUpSessionDto> {
    const { key, text } = await this.identity.setUp(token, name ?? 'administrator');
    keepSession(response, await this.sessions.begin(key), this.config);
    return { ...toSessionDto(key, true), apiKey: text };
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign out' })
  @ApiNoContentResponse()
  async signOut(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    const text = sessionOf(request);
    if (text !== undefined) await this.sessions.end(text);
    forgetSession(response, this.config);
  }
}

/** Every key may do everything so far. */
function toSessionDto(key: ApiKeyEntity | undefined, isSetUp: boolean): SessionDto {
  if (key === undefined) return { isSetUp, permissions: [] };
  return { isSetUp, name: key.name, permissions: [...PERMISSIONS] };
}
