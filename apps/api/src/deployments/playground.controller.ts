import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { DeploymentService, Playground } from '#lib/deployment';
import {
  CallDto,
  ExampleDto,
  ExampleInputDto,
  LiveToolDto,
  PastCallDto,
  PlayedCallDto,
  toExampleDto,
  toLiveToolDto,
  toPastCallDto,
} from './playground.dto.js';

/** Trying a deployment's tools by hand. */
@ApiTags('playground')
@ApiBearerAuth()
@Controller('api/v1/deployments/:id')
export class PlaygroundController {
  constructor(
    readonly deployments: DeploymentService,
    readonly playground: Playground,
  ) {}

  @Get('tools')
  @ApiOperation({ summary: 'Tools that the live server lists' })
  @ApiOkResponse({ type: [LiveToolDto] })
  async tools(@Param('id', ParseUUIDPipe) id: string): Promise<LiveToolDto[]> {
    return (await this.playground.tools(id)).map(toLiveToolDto);
  }

  @Post('tools/:tool/call')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Call a tool of the live server',
    description:
      'Over MCP, as a client would. Answers its result, and each request that the server sent to the API for it, with the answer; secrets are taken out. The arguments are kept in the history.',
  })
  @ApiOkResponse({ type: PlayedCallDto })
  async call(
    @Param('id', ParseUUIDPipe) deploymentId: string,
    @Param('tool') tool: string,
    @Body() body: CallDto,
  ): Promise<PlayedCallDto> {
    return this.playground.call({ deploymentId, tool, arguments: body.arguments });
  }

  @Get('calls')
  @ApiOperation({ summary: 'The last 100 calls made by hand, newest first; no results' })
  @ApiOkResponse({ type: [PastCallDto] })
  async calls(@Param('id', ParseUUIDPipe) id: string): Promise<PastCallDto[]> {
    await this.deployments.get(id);
    return (await this.playground.store.calls(id)).map(toPastCallDto);
  }

  @Delete('calls')
  @HttpCode(204)
  @ApiOperation({ summary: 'Forget all calls made by hand' })
  @ApiNoContentResponse()
  async forgetCalls(@Param('id', ParseUUIDPipe) id: string): Promise<void> {
    await this.deployments.get(id);
    await this.playground.store.forgetCalls(id);
  }

  @Delete('calls/:callId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Forget one call' })
  @ApiNoContentResponse()
  forgetCall(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('callId', ParseUUIDPipe) callId: string,
  ): Promise<void> {
    return this.playground.store.forgetCalls(id, callId);
  }

  @Get('examples')
  @ApiOperation({ summary: 'Arguments that were kept under a name' })
  @ApiOkResponse({ type: [ExampleDto] })
  async examples(@Param('id', ParseUUIDPipe) id: string): Promise<ExampleDto[]> {
    await this.deployments.get(id);
    return (await this.playground.store.examples(id)).map(toExampleDto);
  }

  @Post('examples')
  @ApiOperation({ summary: 'Keep arguments of a tool under a name' })
  @ApiCreatedResponse({ type: ExampleDto })
  async keepExample(
    @Param('id', ParseUUIDPipe) deploymentId: string,
    @Body() { tool, name, arguments: args }: ExampleInputDto,
  ): Promise<ExampleDto> {
    await this.deployments.get(deploymentId);
    return toExampleDto(
      await this.playground.store.keepExample({ deploymentId, tool, name, arguments: args }),
    );
  }

  @Delete('examples/:exampleId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete an example' })
  @ApiNoContentResponse()
  forgetExample(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('exampleId', ParseUUIDPipe) exampleId: string,
  ): Promise<void> {
    return this.playground.store.forgetExample(id, exampleId);
  }
}
