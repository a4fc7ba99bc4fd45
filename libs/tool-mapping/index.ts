export { mapTools, type MapOptions, type ToolSet } from './src/map-tools.js';
export { countListTokens, type TokenCost } from './src/tokens.js';
