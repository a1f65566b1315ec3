export { ConfigError } from './config/config-error.js';
export { loadConfig } from './config/load-config.js';
export { sharedSettings } from './config/shared-settings.js';
export { checkHealth, type Health } from './health.js';
export { gracefulStop, type StopStep } from './lifecycle/graceful-stop.js';
export { runService } from './lifecycle/run-service.js';
export { createLogger, type Logger, type LoggerOptions } from './log/create-logger.js';
export { buildServer, type ServerOptions } from './server/build-server.js';
export { allowsOrigin, type OriginSettings } from './server/allows-origin.js';
