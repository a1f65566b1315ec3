-- The first people of a large chat, without reading all of them.
CREATE INDEX "participants_chat_id_id_idx" ON "participants"("chat_id", "id");
