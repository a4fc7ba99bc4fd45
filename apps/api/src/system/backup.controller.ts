import { Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { AppError } from '#lib/diagnostics';
import { BackupContentsDto, RestoreQuery } from './backup.dto.js';
import { BackupService } from './backup.service.js';

const BINARY = { schema: { type: 'string', format: 'binary' } } as const;

@ApiTags('system')
@ApiBearerAuth()
@Controller('api/v1/system')
export class BackupController {
  constructor(readonly backups: BackupService) {}

  @Get('backup')
  @ApiOperation({
    summary: 'Everything that was made on this hub, in one file',
    description:
      'APIs with documents and overlays, generations with their archives, deployments with releases and settings, templates, and hashes of API keys. Secrets stay sealed with TOOLWRIGHT_SECRET_KEY, which is not in the file. Sessions, logs and figures are left out.',
  })
  @ApiProduces('application/gzip')
  @ApiOkResponse(BINARY)
  async download(@Res() response: Response): Promise<void> {
    const day = new Date().toISOString().slice(0, 10);
    response
      .attachment(`toolwright-${day}.backup.gz`)
      .type('application/gzip')
      .set('cache-control', 'no-store');
    await this.backups.write(response);
  }

  @Post('restore')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Put a backup in the place of all that is here',
    description:
      'The body is the file. All or nothing, in one transaction; refuses damaged files, other versions and other keys. Everybody is signed out, and API keys are those of the backup. Servers are started or ended afterwards, as the deployments want it.',
  })
  @ApiConsumes('application/gzip')
  @ApiBody(BINARY)
  @ApiOkResponse({ type: BackupContentsDto })
  restore(@Query() { check }: RestoreQuery, @Req() request: Request): Promise<BackupContentsDto> {
    if (request.is('application/gzip') === false)
      throw new AppError('request-invalid', { detail: 'The body has to be the file, as application/gzip.' });
    return check ? this.backups.examine(request) : this.backups.restore(request);
  }
}
