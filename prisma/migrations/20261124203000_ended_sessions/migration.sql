-- Gateways ask which sessions have ended lately, not about each of theirs.

-- CreateIndex
CREATE INDEX "sessions_ended_at_idx" ON "sessions"("ended_at");
