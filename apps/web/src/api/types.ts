/** The shapes of the REST API, from the classes that describe it: types alone, nothing of the hub gets into the pages. */
export type {
  ApiDetailDto as ApiDetail,
  ApiDto as Api,
  ToolDto as Tool,
} from '../../../api/src/apis/api.dto.js';
export type { CustomizedDto as Customized } from '../../../api/src/apis/customization.dto.js';
export type { ToolChangesDto as ToolChanges } from '../../../api/src/apis/tool-changes.dto.js';
export type { DeploymentDto as Deployment } from '../../../api/src/deployments/deployment.dto.js';
export type {
  CallFiguresDto as CallFigures,
  CallHistoryDto as CallHistory,
  FigurePointDto as FigurePoint,
  FiguresDto as DeploymentFigures,
  FiguresSummaryDto as FiguresSummary,
  LiveVersionDto as LiveVersion,
} from '../../../api/src/deployments/figures.dto.js';
export type { LogDto as LogPage, LogLineDto as LogLine } from '../../../api/src/deployments/log.dto.js';
export type {
  ExampleDto as Example,
  ExchangeDto as Exchange,
  LiveToolDto as LiveTool,
  PastCallDto as PastCall,
  PlayedCallDto as PlayedCall,
  RecordedBodyDto as ExchangeBody,
} from '../../../api/src/deployments/playground.dto.js';
export type {
  HealthDto as Health,
  HealthEventDto as HealthEvent,
  InstanceDto as Instance,
  LatestReleaseDto as LatestRelease,
  ReleaseDto as Release,
} from '../../../api/src/deployments/release.dto.js';
export type { VariableDto as Variable } from '../../../api/src/deployments/variable.dto.js';
export type {
  GenerationToolDto as GenerationTool,
  GenerationToolEntryDto as GenerationToolEntry,
} from '../../../api/src/generations/generation-tools.dto.js';
export type {
  GenerationChangesDto as GenerationChanges,
  GenerationDto as Generation,
} from '../../../api/src/generations/generation.dto.js';
export type { IssuedKeyDto as IssuedKey, KeyDto as ApiKey } from '../../../api/src/identity/identity.dto.js';
export type { SessionDto as Session } from '../../../api/src/identity/session.dto.js';
export type { BackupContentsDto as BackupContents } from '../../../api/src/system/backup.dto.js';
export type {
  CheckDto as SystemCheck,
  LimitDto as SystemLimit,
  SettingDto as SystemSetting,
  SystemDto as System,
} from '../../../api/src/system/system.dto.js';
export type { ImportReport } from '#lib/tool-mapping';

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string;
}
