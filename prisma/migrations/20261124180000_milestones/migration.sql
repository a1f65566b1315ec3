-- CreateTable
CREATE TABLE "milestones" (
    "chat_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "messages" INTEGER NOT NULL,

    CONSTRAINT "milestones_pkey" PRIMARY KEY ("chat_id","seq")
);

-- CreateTable
CREATE TABLE "sender_milestones" (
    "chat_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "messages" INTEGER NOT NULL,

    CONSTRAINT "sender_milestones_pkey" PRIMARY KEY ("chat_id","user_id","seq")
);

-- CreateIndex
CREATE INDEX "milestones_chat_id_messages_idx" ON "milestones"("chat_id", "messages");

-- AddForeignKey
ALTER TABLE "milestones" ADD CONSTRAINT "milestones_chat_id_fkey" FOREIGN KEY ("chat_id") REFERENCES "chats"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sender_milestones" ADD CONSTRAINT "sender_milestones_chat_id_fkey" FOREIGN KEY ("chat_id") REFERENCES "chats"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sender_milestones" ADD CONSTRAINT "sender_milestones_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Below: what schema.prisma cannot say.

-- Of what has been said so far. What is said meanwhile may lack a milestone; the next one counts from the last one that is there.
INSERT INTO "milestones" ("chat_id", "seq", "messages")
SELECT e.chat_id, block * 256, sum(count(*) FILTER (WHERE e.type = 'message.created')) OVER (PARTITION BY e.chat_id ORDER BY block)
FROM (SELECT chat_id, type, (seq + 255) / 256 AS block FROM "log_entries") e
JOIN "chats" c ON c.id = e.chat_id
WHERE block * 256 <= c.last_seq
GROUP BY e.chat_id, block;

INSERT INTO "sender_milestones" ("chat_id", "user_id", "seq", "messages")
SELECT e.chat_id, e.actor_id, block * 256, sum(count(*)) OVER (PARTITION BY e.chat_id, e.actor_id ORDER BY block)
FROM (SELECT chat_id, actor_id, (seq + 255) / 256 AS block FROM "log_entries" WHERE type = 'message.created') e
JOIN "chats" c ON c.id = e.chat_id
WHERE block * 256 <= c.last_seq
GROUP BY e.chat_id, e.actor_id, block;

-- Every 256th entry of a log lays a milestone. At the end of its transaction: all messages up to it are there then, and
-- since whoever appends holds the chat's lock, nobody else's are missing. In the database, so that it holds whoever appends.
CREATE FUNCTION "lay_milestone"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last_one "milestones";
BEGIN
    SELECT * INTO last_one FROM "milestones" WHERE chat_id = NEW.chat_id AND seq < NEW.seq ORDER BY seq DESC LIMIT 1;
    WITH sent AS MATERIALIZED (
        SELECT sender_id, count(*) AS messages FROM "messages"
        WHERE chat_id = NEW.chat_id AND seq > coalesce(last_one.seq, 0) AND seq <= NEW.seq
        GROUP BY sender_id
    ),
    laid AS (
        INSERT INTO "milestones" (chat_id, seq, messages)
        SELECT NEW.chat_id, NEW.seq, coalesce(last_one.messages, 0) + coalesce(sum(messages), 0) FROM sent
    )
    INSERT INTO "sender_milestones" (chat_id, user_id, seq, messages)
    SELECT NEW.chat_id, s.sender_id, NEW.seq, s.messages + coalesce((
        SELECT m.messages FROM "sender_milestones" m
        WHERE m.chat_id = NEW.chat_id AND m.user_id = s.sender_id AND m.seq <= last_one.seq ORDER BY m.seq DESC LIMIT 1
    ), 0)
    FROM sent s;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER "log_entries_milestone" AFTER INSERT ON "log_entries" DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.seq % 256 = 0) EXECUTE FUNCTION "lay_milestone"();
