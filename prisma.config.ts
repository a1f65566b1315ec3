import { defineConfig } from 'prisma/config';

// For those who have the CLI of Prisma with its engines (`pnpm db:studio`); ours needs none, see packages/db.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env['DATABASE_URL'] ?? 'postgresql://localhost:5432/besage' },
});
