-- CreateTable
CREATE TABLE "departures" (
    "chat_id" UUID NOT NULL,
    "left_seq" INTEGER NOT NULL,
    "user_id" UUID NOT NULL,
    "joined_seq" INTEGER NOT NULL,
    "delivered_seq" INTEGER NOT NULL,
    "read_seq" INTEGER NOT NULL,

    CONSTRAINT "departures_pkey" PRIMARY KEY ("chat_id","left_seq","user_id")
);

-- AddForeignKey
ALTER TABLE "departures" ADD CONSTRAINT "departures_chat_id_fkey" FOREIGN KEY ("chat_id") REFERENCES "chats"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "departures" ADD CONSTRAINT "departures_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
