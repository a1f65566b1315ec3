export { freePort } from './free-port.js';
export type { Restartable } from './restartable.js';
export { builtPage } from './service.js';
export { startStack, type Copy, type Stack, type StackOptions } from './stack.js';
export { StartupError } from './startup-error.js';
