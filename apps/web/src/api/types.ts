/** The shapes of the REST API, from the classes that describe it: types alone, nothing of the hub gets into the pages. */
export type {
  ApiDetailDto as ApiDetail,
  ApiDto as Api,
  ToolDto as Tool,
} from '../../../api/src/apis/api.dto.js';
export type { DeploymentDto as Deployment } from '../../../api/src/deployments/deployment.dto.js';
export type { SessionDto as Session } from '../../../api/src/identity/session.dto.js';
export type {
  ExampleDto as Example,
  ExchangeDto as Exchange,
  LiveToolDto as LiveTool,
  PastCallDto as PastCall,
  PlayedCallDto as PlayedCall,
  RecordedBodyDto as ExchangeBody,
} from '../../../api/src/deployments/playground.dto.js';
export type { CustomizedDto as Customized } from '../../../api/src/apis/customization.dto.js';
export type { ToolChangesDto as ToolChanges } from '../../../api/src/apis/tool-changes.dto.js';
export type { GenerationDto as Generation } from '../../../api/src/generations/generation.dto.js';
export type { ReleaseDto as Release } from '../../../api/src/deployments/release.dto.js';
export type { ImportReport } from '#lib/tool-mapping';

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string;
}
