import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { IdentityService } from '#lib/identity';
import { Public } from '../http/api-key.guard.js';
import { IssuedKeyDto, KeyDto, NewKeyDto, SetupDto, toIssuedKeyDto, toKeyDto } from './identity.dto.js';

@ApiTags('identity')
@Controller('api/v1')
export class IdentityController {
  constructor(readonly identity: IdentityService) {}

  @Post('setup')
  @Public()
  @ApiOperation({
    summary: 'Make the first API key',
    description: 'With the token of the setup link; works once.',
  })
  @ApiCreatedResponse({ type: IssuedKeyDto })
  async setUp(@Body() { token, name }: SetupDto): Promise<IssuedKeyDto> {
    return toIssuedKeyDto(await this.identity.setUp(token, name ?? 'administrator'));
  }

  @Get('api-keys')
  @ApiBearerAuth()
  @ApiOperation({ summary: 'API keys, without their text' })
  @ApiOkResponse({ type: [KeyDto] })
  async list(): Promise<KeyDto[]> {
    return (await this.identity.list()).map(toKeyDto);
  }

  @Post('api-keys')
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Make another API key' })
  @ApiCreatedResponse({ type: IssuedKeyDto })
  async issue(@Body() { name }: NewKeyDto): Promise<IssuedKeyDto> {
    return toIssuedKeyDto(await this.identity.issue(name));
  }

  @Delete('api-keys/:id')
  @HttpCode(204)
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Revoke an API key' })
  @ApiNoContentResponse()
  async revoke(@Param('id', ParseUUIDPipe) id: string): Promise<void> {
    await this.identity.revoke(id);
  }
}
