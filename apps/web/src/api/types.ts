/** The shapes of the REST API, from the classes that describe it: types alone, nothing of the hub gets into the pages. */
export type {
  ApiDetailDto as ApiDetail,
  ApiDto as Api,
  ToolDto as Tool,
} from '../../../api/src/apis/api.dto.js';
export type { DeploymentDto as Deployment } from '../../../api/src/deployments/deployment.dto.js';
export type { SessionDto as Session } from '../../../api/src/identity/session.dto.js';

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string;
}
