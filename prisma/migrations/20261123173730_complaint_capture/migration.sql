-- AlterTable
ALTER TABLE "CrawlRun" ADD COLUMN     "complaintId" TEXT;

-- CreateTable
CREATE TABLE "ComplaintLink" (
    "id" TEXT NOT NULL,
    "complaintId" TEXT NOT NULL,
    "postingId" TEXT NOT NULL,
    "captureId" TEXT,
    "linkedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ComplaintLink_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "ComplaintLink_complaintId_key" ON "ComplaintLink"("complaintId");

-- CreateIndex
CREATE INDEX "ComplaintLink_postingId_idx" ON "ComplaintLink"("postingId");

-- CreateIndex
CREATE INDEX "ComplaintLink_captureId_idx" ON "ComplaintLink"("captureId");

-- CreateIndex
CREATE INDEX "CrawlRun_complaintId_idx" ON "CrawlRun"("complaintId");

-- AddForeignKey
ALTER TABLE "CrawlRun" ADD CONSTRAINT "CrawlRun_complaintId_fkey" FOREIGN KEY ("complaintId") REFERENCES "Complaint"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ComplaintLink" ADD CONSTRAINT "ComplaintLink_complaintId_fkey" FOREIGN KEY ("complaintId") REFERENCES "Complaint"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ComplaintLink" ADD CONSTRAINT "ComplaintLink_postingId_fkey" FOREIGN KEY ("postingId") REFERENCES "Posting"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ComplaintLink" ADD CONSTRAINT "ComplaintLink_captureId_fkey" FOREIGN KEY ("captureId") REFERENCES "Capture"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Immutable rows, as in 20261122185445_immutable_rows.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['ComplaintLink'] LOOP
    EXECUTE format(
      'CREATE TRIGGER "refuseUpdate" BEFORE UPDATE ON %I FOR EACH ROW
         WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION "refuseChange"()', name);
    EXECUTE format(
      'CREATE TRIGGER "refuseDelete" BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION "refuseChange"()', name);
    EXECUTE format(
      'CREATE TRIGGER "refuseTruncate" BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION "refuseChange"()', name);
  END LOOP;
END;
$$;
