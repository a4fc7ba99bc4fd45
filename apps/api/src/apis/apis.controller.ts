import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  ParseUUIDPipe,
  Post,
  Query,
  Res,
  UploadedFile,
  UseInterceptors,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Response } from 'express';
import { AppError } from '#lib/diagnostics';
import { DeploymentService } from '#lib/deployment';
import { RegistrationService } from '#lib/registration';
import { PageQuery } from '../http/page.dto.js';
import {
  ApiDetailDto,
  ApiPageDto,
  RegisterDto,
  RegisteredDto,
  toApiDetailDto,
  toApiDto,
  ToolPageDto,
  toToolDtos,
} from './api.dto.js';
import { SOURCE_PROPERTIES, sourceOf, type UploadedDocument } from './given-source.dto.js';
import { CUSTOMIZATION_PROPERTIES, givenCustomization } from './customization-input.dto.js';

@ApiTags('apis')
@ApiBearerAuth()
@Controller('api/v1/apis')
export class ApisController {
  constructor(
    readonly registration: RegistrationService,
    readonly deployments: DeploymentService,
  ) {}

  @Post()
  @UseInterceptors(FileInterceptor('file'))
  @ApiOperation({
    summary: 'Register an API',
    description:
      'By multipart upload of a file or zip (field `file`), by URL (of a description or a GraphQL endpoint), or pasted; with `overlay` and `selection` where anything is to be changed about its tools.',
  })
  @ApiConsumes('multipart/form-data', 'application/json')
  @ApiBody({
    schema: {
      type: 'object',
      properties: {
        ...SOURCE_PROPERTIES,
        ...CUSTOMIZATION_PROPERTIES,
      },
    },
  })
  @ApiCreatedResponse({ type: RegisteredDto })
  async register(
    @Body() body: RegisterDto,
    @UploadedFile() file: UploadedDocument | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RegisteredDto> {
    const { id } = await this.registration.register(sourceOf(body, file), givenCustomization(body));
    const registered = await this.registration.getWithTools(id);
    response.location(`/api/v1/apis/${id}`);
    return { ...toApiDetailDto(registered), tools: toToolDtos(registered) };
  }

  @Get()
  @ApiOperation({ summary: 'List registered APIs, newest first' })
  @ApiOkResponse({ type: ApiPageDto })
  async list(@Query() query: PageQuery): Promise<ApiPageDto> {
    const { items, ...rest } = await this.registration.list(query.request());
    return { items: items.map(toApiDto), ...rest };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One API with what its registration found' })
  @ApiOkResponse({ type: ApiDetailDto })
  async get(@Param('id', ParseUUIDPipe) id: string): Promise<ApiDetailDto> {
    return toApiDetailDto(await this.registration.getWithTools(id));
  }

  @Get(':id/tools')
  @ApiOperation({ summary: 'Tools of an API, with the tokens of each' })
  @ApiOkResponse({ type: ToolPageDto })
  async tools(@Param('id', ParseUUIDPipe) id: string, @Query() query: PageQuery): Promise<ToolPageDto> {
    const all = toToolDtos(await this.registration.getWithTools(id));
    const start = query.cursor === undefined ? 0 : Number(query.cursor);
    if (!Number.isInteger(start) || start < 0)
      throw new AppError('request-invalid', { detail: 'The cursor is not one that an earlier answer gave.' });
    const end = start + query.limit;
    return { items: all.slice(start, end), ...(end < all.length ? { nextCursor: String(end) } : {}) };
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete an API with its generations',
    description: 'Refused while it has deployments.',
  })
  @ApiNoContentResponse()
  async delete(@Param('id', ParseUUIDPipe) id: string): Promise<void> {
    const blocking = await this.deployments.ofApi(id);
    if (blocking.length > 0) {
      const ids = blocking.map((deployment) => deployment.id).join(', ');
      throw new AppError('state-conflict', {
        detail: `The API has deployments: ${ids}. Delete these first.`,
      });
    }
    await this.registration.delete(id);
  }
}
