-- CreateTable
CREATE TABLE "loose_files" (
    "key" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "loose_files_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "loose_files_due_at_idx" ON "loose_files"("due_at");
