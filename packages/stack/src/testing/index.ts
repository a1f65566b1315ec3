export { earlyInMinute } from './early-in-minute.js';
export { recordPlans, type Plan } from './recorded-plans.js';
export { recordStatements, type StopRecording } from './recorded-statements.js';
export { createTestDatabase, type TestDatabase } from './test-database.js';
export { sharedRedisUrl, startTestRedis, uniquePrefix, type TestRedis } from './test-redis.js';
export { startTestService } from './test-service.js';
