export { mapTools, withMode, type MapOptions, type ToolSet } from './src/map-tools.js';
export { importReport, type ImportReport, type ReportSubject } from './src/report/import-report.js';
export type { ChangeReason } from './src/report/change-reason.js';
export { toolChanges, type ToolChanges } from './src/report/tool-changes.js';
export { SELECTION_SCHEMA } from './src/selection/selection-schema.js';
export type {
  ArgumentOverride,
  OperationFilter,
  SubscriptionChoice,
  ToolOverride,
  ToolSelection,
} from './src/selection/tool-selection.js';
export { countModeTokens, type ModeCost } from './src/mode-tokens.js';
export { countListTokens, type TokenCost } from './src/tokens.js';
