-- CreateIndex
CREATE INDEX "Posting_url_idx" ON "Posting" USING HASH ("url");
