-- A send proves by itself what these would check again, row by row: see the comment on Message in schema.prisma.

-- DropForeignKey
ALTER TABLE "messages" DROP CONSTRAINT "messages_chat_id_fkey";

-- DropForeignKey
ALTER TABLE "messages" DROP CONSTRAINT "messages_sender_id_fkey";

-- DropForeignKey
ALTER TABLE "log_entries" DROP CONSTRAINT "log_entries_chat_id_fkey";
