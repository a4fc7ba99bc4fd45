export { DirectAccess, KeyedAccess, type GatewayAccess } from './src/access.js';
export { isMcpPath, McpGateway, type GatewayOptions } from './src/mcp-gateway.js';
export { Routes, type InstanceLoad, type Route, type RouteInstance } from './src/routes.js';
export type { CallEnd } from './src/tool-call.js';
