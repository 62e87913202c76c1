-- CreateEnum
CREATE TYPE "PostingState" AS ENUM ('live', 'removed');

-- AlterEnum
ALTER TYPE "CrawlRunState" ADD VALUE 'cancelled';

-- DropIndex
DROP INDEX "Capture_crawlTaskId_key";

-- AlterTable
ALTER TABLE "CrawlRun" ADD COLUMN     "startedBy" TEXT NOT NULL DEFAULT 'command',
ADD COLUMN     "statistics" JSONB,
ADD COLUMN     "timeZone" TEXT,
ADD COLUMN     "windowFrom" INTEGER,
ADD COLUMN     "windowTo" INTEGER;

-- AlterTable
ALTER TABLE "CrawlTask" ADD COLUMN     "comparedToId" TEXT,
ADD COLUMN     "errorClass" TEXT,
ADD COLUMN     "newPostings" INTEGER,
ADD COLUMN     "postingId" TEXT,
ADD COLUMN     "priority" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "DueWork" ADD COLUMN     "errorClass" TEXT,
ADD COLUMN     "priority" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "Capture" ADD COLUMN     "legalBasisId" TEXT;

-- AlterTable
ALTER TABLE "Posting" ADD COLUMN     "absences" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "campaignId" TEXT,
ADD COLUMN     "lshBands" INTEGER[],
ADD COLUMN     "minHash" INTEGER[],
ADD COLUMN     "nextVisitAt" TIMESTAMPTZ(3),
ADD COLUMN     "relistedFromId" TEXT,
ADD COLUMN     "removedAt" TIMESTAMPTZ(3),
ADD COLUMN     "state" "PostingState" NOT NULL DEFAULT 'live';

-- CreateTable
CREATE TABLE "Schedule" (
    "platformId" TEXT NOT NULL,
    "cron" TEXT NOT NULL,
    "timeZone" TEXT NOT NULL DEFAULT 'Asia/Shanghai',
    "windowFrom" INTEGER,
    "windowTo" INTEGER,
    "pageBudget" INTEGER,
    "pausedAt" TIMESTAMPTZ(3),
    "nextRunAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Schedule_pkey" PRIMARY KEY ("platformId")
);

-- CreateTable
CREATE TABLE "RobotsCopy" (
    "id" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "fetchedAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "RobotsCopy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LegalBasis" (
    "id" TEXT NOT NULL,
    "platformId" TEXT NOT NULL,
    "basis" TEXT NOT NULL,
    "grantedBy" TEXT NOT NULL,
    "grantedAt" TIMESTAMPTZ(3) NOT NULL,
    "validUntil" TIMESTAMPTZ(3) NOT NULL,
    "revokedBy" TEXT,
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "LegalBasis_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "FetchMethod" (
    "platformId" TEXT NOT NULL,
    "kind" "PageKind" NOT NULL,
    "method" TEXT NOT NULL,
    "forHttp" INTEGER NOT NULL DEFAULT 0,
    "forBrowser" INTEGER NOT NULL DEFAULT 0,
    "settledAt" TIMESTAMPTZ(3),
    "recheckAt" TIMESTAMPTZ(3),

    CONSTRAINT "FetchMethod_pkey" PRIMARY KEY ("platformId","kind")
);

-- CreateTable
CREATE TABLE "LayoutAlarm" (
    "id" TEXT NOT NULL,
    "platformId" TEXT NOT NULL,
    "crawlRunId" TEXT NOT NULL,
    "reasons" TEXT[],
    "sampleCaptureId" TEXT,
    "raisedAt" TIMESTAMPTZ(3) NOT NULL,
    "closedAt" TIMESTAMPTZ(3),

    CONSTRAINT "LayoutAlarm_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PostingEvent" (
    "id" TEXT NOT NULL,
    "postingId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "captureId" TEXT,
    "detail" JSONB NOT NULL,

    CONSTRAINT "PostingEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Campaign" (
    "id" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "mergedIntoId" TEXT,

    CONSTRAINT "Campaign_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AgencyMatch" (
    "agencyId" TEXT NOT NULL,
    "otherId" TEXT NOT NULL,
    "ground" TEXT NOT NULL,
    "similarity" DOUBLE PRECISION NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AgencyMatch_pkey" PRIMARY KEY ("agencyId","otherId")
);

-- CreateIndex
CREATE INDEX "Schedule_nextRunAt_idx" ON "Schedule"("nextRunAt");

-- CreateIndex
CREATE INDEX "RobotsCopy_origin_fetchedAt_idx" ON "RobotsCopy"("origin", "fetchedAt");

-- CreateIndex
CREATE INDEX "LegalBasis_platformId_idx" ON "LegalBasis"("platformId");

-- CreateIndex
CREATE UNIQUE INDEX "LayoutAlarm_crawlRunId_key" ON "LayoutAlarm"("crawlRunId");

-- CreateIndex
CREATE INDEX "LayoutAlarm_platformId_raisedAt_idx" ON "LayoutAlarm"("platformId", "raisedAt");

-- CreateIndex
CREATE INDEX "PostingEvent_postingId_at_idx" ON "PostingEvent"("postingId", "at");

-- CreateIndex
CREATE INDEX "PostingEvent_captureId_idx" ON "PostingEvent"("captureId");

-- CreateIndex
CREATE INDEX "AgencyMatch_otherId_idx" ON "AgencyMatch"("otherId");

-- CreateIndex
CREATE INDEX "CrawlTask_postingId_idx" ON "CrawlTask"("postingId");

-- CreateIndex
CREATE INDEX "CrawlTask_comparedToId_idx" ON "CrawlTask"("comparedToId");

-- CreateIndex
CREATE INDEX "CrawlTask_state_errorClass_idx" ON "CrawlTask"("state", "errorClass");

-- CreateIndex
CREATE INDEX "Capture_crawlTaskId_idx" ON "Capture"("crawlTaskId");

-- CreateIndex
CREATE INDEX "Capture_legalBasisId_idx" ON "Capture"("legalBasisId");

-- CreateIndex
CREATE INDEX "Posting_campaignId_idx" ON "Posting"("campaignId");

-- CreateIndex
CREATE INDEX "Posting_relistedFromId_idx" ON "Posting"("relistedFromId");

-- CreateIndex
CREATE INDEX "Posting_platformId_nextVisitAt_idx" ON "Posting"("platformId", "nextVisitAt");

-- CreateIndex
CREATE INDEX "Posting_lshBands_idx" ON "Posting" USING GIN ("lshBands");

-- AddForeignKey
ALTER TABLE "Schedule" ADD CONSTRAINT "Schedule_platformId_fkey" FOREIGN KEY ("platformId") REFERENCES "Platform"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CrawlTask" ADD CONSTRAINT "CrawlTask_postingId_fkey" FOREIGN KEY ("postingId") REFERENCES "Posting"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CrawlTask" ADD CONSTRAINT "CrawlTask_comparedToId_fkey" FOREIGN KEY ("comparedToId") REFERENCES "Capture"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Capture" ADD CONSTRAINT "Capture_legalBasisId_fkey" FOREIGN KEY ("legalBasisId") REFERENCES "LegalBasis"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LegalBasis" ADD CONSTRAINT "LegalBasis_platformId_fkey" FOREIGN KEY ("platformId") REFERENCES "Platform"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FetchMethod" ADD CONSTRAINT "FetchMethod_platformId_fkey" FOREIGN KEY ("platformId") REFERENCES "Platform"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LayoutAlarm" ADD CONSTRAINT "LayoutAlarm_platformId_fkey" FOREIGN KEY ("platformId") REFERENCES "Platform"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LayoutAlarm" ADD CONSTRAINT "LayoutAlarm_crawlRunId_fkey" FOREIGN KEY ("crawlRunId") REFERENCES "CrawlRun"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Posting" ADD CONSTRAINT "Posting_relistedFromId_fkey" FOREIGN KEY ("relistedFromId") REFERENCES "Posting"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Posting" ADD CONSTRAINT "Posting_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PostingEvent" ADD CONSTRAINT "PostingEvent_postingId_fkey" FOREIGN KEY ("postingId") REFERENCES "Posting"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PostingEvent" ADD CONSTRAINT "PostingEvent_captureId_fkey" FOREIGN KEY ("captureId") REFERENCES "Capture"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AgencyMatch" ADD CONSTRAINT "AgencyMatch_agencyId_fkey" FOREIGN KEY ("agencyId") REFERENCES "Agency"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AgencyMatch" ADD CONSTRAINT "AgencyMatch_otherId_fkey" FOREIGN KEY ("otherId") REFERENCES "Agency"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What happened and what robots.txt said is never edited.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['PostingEvent', 'RobotsCopy'] LOOP
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

-- Every posting that is linked searches this index: what waits in its pending list would be read through each time.
ALTER INDEX "Posting_lshBands_idx" SET (fastupdate = off);

-- What is looked for every minute are the few rows that are due, among millions that are done.
CREATE INDEX "DueWork_due_id_idx" ON "DueWork"("id") WHERE "state" = 'due';
CREATE INDEX "DueWork_leaseHolder_idx" ON "DueWork"("leaseHolder") WHERE "leaseHolder" IS NOT NULL;
