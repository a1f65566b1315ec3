export { createTestDatabase, type TestDatabase } from './test-database.js';
export { sharedRedisUrl, startTestRedis, uniquePrefix, type TestRedis } from './test-redis.js';
