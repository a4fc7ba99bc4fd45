export { NO_CUSTOMIZATION, isCustomized, type Customization } from './src/customization.js';
export {
  assessTools,
  makeTools,
  type Assessment,
  type MadeTools,
  type MakeOptions,
} from './src/make-tools.js';
export { mergeCustomizations } from './src/merge.js';
export { parseCustomization, parseSelection } from './src/parse-customization.js';
export { refuseFaults } from './src/refuse-faults.js';
