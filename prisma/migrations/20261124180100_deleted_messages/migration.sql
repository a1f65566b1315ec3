-- CreateIndex
CREATE INDEX CONCURRENTLY "messages_deleted" ON "messages"("chat_id", "seq") WHERE ("deleted_at" IS NOT NULL);
