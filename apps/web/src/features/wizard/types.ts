/** Shapes of the REST API that only the wizard reads. */
export type { RegisteredDto as Registered } from '../../../../api/src/apis/api.dto.js';
export type { KeptCustomizationDto as KeptCustomization } from '../../../../api/src/apis/customization.dto.js';
export type { LogLineDto as LogLine } from '../../../../api/src/deployments/log.dto.js';
export type { GenerationDto as Generation } from '../../../../api/src/generations/generation.dto.js';
export type { TemplateListDto as TemplateList } from '../../../../api/src/templates/template.dto.js';
export type { ImportReport } from '../../../../../libs/tool-mapping/src/report/import-report.js';
export type { ToolSelection } from '../../../../../libs/tool-mapping/src/selection/tool-selection.js';
export type { ToolMode } from '../../../../../libs/server-runtime/src/format.js';
