-- CreateEnum
CREATE TYPE "CrawlRunState" AS ENUM ('running', 'finished');

-- CreateEnum
CREATE TYPE "PageKind" AS ENUM ('list', 'detail');

-- CreateEnum
CREATE TYPE "CrawlTaskState" AS ENUM ('due', 'fetched', 'done', 'dead', 'refused');

-- CreateEnum
CREATE TYPE "DueWorkState" AS ENUM ('due', 'done', 'dead', 'refused');

-- CreateTable
CREATE TABLE "Organisation" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "parentId" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Organisation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Platform" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Platform_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PlatformVersion" (
    "id" TEXT NOT NULL,
    "platformId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "yaml" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "PlatformVersion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CrawlRun" (
    "id" TEXT NOT NULL,
    "platformVersionId" TEXT NOT NULL,
    "state" "CrawlRunState" NOT NULL DEFAULT 'running',
    "pageBudget" INTEGER NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "CrawlRun_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CrawlTask" (
    "id" TEXT NOT NULL,
    "crawlRunId" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "urlSha256" TEXT NOT NULL,
    "kind" "PageKind" NOT NULL,
    "depth" INTEGER NOT NULL DEFAULT 0,
    "state" "CrawlTaskState" NOT NULL DEFAULT 'due',
    "foundOnId" TEXT,
    "listRow" JSONB,
    "postingKey" TEXT,
    "errorCode" TEXT,
    "errorMessage" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "CrawlTask_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DueWork" (
    "id" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "subjectId" TEXT NOT NULL,
    "crawlRunId" TEXT,
    "state" "DueWorkState" NOT NULL DEFAULT 'due',
    "dueAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "delays" INTEGER NOT NULL DEFAULT 0,
    "leaseHolder" TEXT,
    "leaseUntil" TIMESTAMPTZ(3),
    "errorCode" TEXT,
    "errorMessage" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "DueWork_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Capture" (
    "id" TEXT NOT NULL,
    "crawlTaskId" TEXT NOT NULL,
    "finalUrl" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "method" TEXT NOT NULL,
    "remoteAddress" TEXT NOT NULL,
    "bodySha256" TEXT NOT NULL,
    "bodyBytes" INTEGER NOT NULL,
    "domSha256" TEXT,
    "screenshotSha256" TEXT,
    "record" JSONB NOT NULL,
    "capturedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Capture_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CrawlDecision" (
    "id" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "allowed" BOOLEAN NOT NULL,
    "detail" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CrawlDecision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Posting" (
    "id" TEXT NOT NULL,
    "platformId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "keySha256" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "agencyId" TEXT,
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "band" TEXT,
    "probability" DOUBLE PRECISION,

    CONSTRAINT "Posting_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PostingVersion" (
    "id" TEXT NOT NULL,
    "postingId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "contentSha256" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "company" TEXT NOT NULL,
    "agency" TEXT NOT NULL,
    "salary" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "headcount" TEXT NOT NULL,
    "publishedAt" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "captureId" TEXT NOT NULL,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PostingVersion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ClassifierRelease" (
    "id" TEXT NOT NULL,
    "blobSha256" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ClassifierRelease_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Verdict" (
    "id" TEXT NOT NULL,
    "postingVersionId" TEXT NOT NULL,
    "releaseId" TEXT NOT NULL,
    "band" TEXT NOT NULL,
    "probability" DOUBLE PRECISION NOT NULL,
    "categories" TEXT[],
    "side" TEXT,
    "reasons" JSONB NOT NULL,
    "terms" JSONB NOT NULL,
    "missing" TEXT[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Verdict_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Agency" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "creditCode" TEXT,
    "licenceNumber" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Agency_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Contact" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "Contact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PostingContact" (
    "postingId" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,

    CONSTRAINT "PostingContact_pkey" PRIMARY KEY ("postingId","contactId")
);

-- CreateTable
CREATE TABLE "LedgerEntry" (
    "sequence" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "subjectId" TEXT NOT NULL,
    "subjectSha256" TEXT NOT NULL,
    "previousHash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "LedgerEntry_pkey" PRIMARY KEY ("sequence")
);

-- CreateIndex
CREATE UNIQUE INDEX "PlatformVersion_platformId_number_key" ON "PlatformVersion"("platformId", "number");

-- CreateIndex
CREATE INDEX "CrawlRun_platformVersionId_startedAt_idx" ON "CrawlRun"("platformVersionId", "startedAt");

-- CreateIndex
CREATE INDEX "CrawlTask_foundOnId_idx" ON "CrawlTask"("foundOnId");

-- CreateIndex
CREATE UNIQUE INDEX "CrawlTask_crawlRunId_urlSha256_key" ON "CrawlTask"("crawlRunId", "urlSha256");

-- CreateIndex
CREATE INDEX "DueWork_state_dueAt_idx" ON "DueWork"("state", "dueAt");

-- CreateIndex
CREATE INDEX "DueWork_crawlRunId_state_idx" ON "DueWork"("crawlRunId", "state");

-- CreateIndex
CREATE UNIQUE INDEX "DueWork_step_subjectId_key" ON "DueWork"("step", "subjectId");

-- CreateIndex
CREATE UNIQUE INDEX "Capture_crawlTaskId_key" ON "Capture"("crawlTaskId");

-- CreateIndex
CREATE INDEX "CrawlDecision_at_idx" ON "CrawlDecision"("at");

-- CreateIndex
CREATE INDEX "Posting_band_probability_id_idx" ON "Posting"("band", "probability" DESC, "id");

-- CreateIndex
CREATE INDEX "Posting_agencyId_idx" ON "Posting"("agencyId");

-- CreateIndex
CREATE UNIQUE INDEX "Posting_platformId_keySha256_key" ON "Posting"("platformId", "keySha256");

-- CreateIndex
CREATE INDEX "PostingVersion_captureId_idx" ON "PostingVersion"("captureId");

-- CreateIndex
CREATE UNIQUE INDEX "PostingVersion_postingId_number_key" ON "PostingVersion"("postingId", "number");

-- CreateIndex
CREATE UNIQUE INDEX "Verdict_postingVersionId_releaseId_key" ON "Verdict"("postingVersionId", "releaseId");

-- CreateIndex
CREATE UNIQUE INDEX "Agency_name_key" ON "Agency"("name");

-- CreateIndex
CREATE UNIQUE INDEX "Contact_kind_value_key" ON "Contact"("kind", "value");

-- CreateIndex
CREATE INDEX "PostingContact_contactId_idx" ON "PostingContact"("contactId");

-- CreateIndex
CREATE UNIQUE INDEX "LedgerEntry_hash_key" ON "LedgerEntry"("hash");

-- CreateIndex
CREATE INDEX "LedgerEntry_subjectId_idx" ON "LedgerEntry"("subjectId");

-- AddForeignKey
ALTER TABLE "Organisation" ADD CONSTRAINT "Organisation_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "Organisation"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Platform" ADD CONSTRAINT "Platform_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PlatformVersion" ADD CONSTRAINT "PlatformVersion_platformId_fkey" FOREIGN KEY ("platformId") REFERENCES "Platform"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CrawlRun" ADD CONSTRAINT "CrawlRun_platformVersionId_fkey" FOREIGN KEY ("platformVersionId") REFERENCES "PlatformVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CrawlTask" ADD CONSTRAINT "CrawlTask_crawlRunId_fkey" FOREIGN KEY ("crawlRunId") REFERENCES "CrawlRun"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CrawlTask" ADD CONSTRAINT "CrawlTask_foundOnId_fkey" FOREIGN KEY ("foundOnId") REFERENCES "CrawlTask"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DueWork" ADD CONSTRAINT "DueWork_crawlRunId_fkey" FOREIGN KEY ("crawlRunId") REFERENCES "CrawlRun"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Capture" ADD CONSTRAINT "Capture_crawlTaskId_fkey" FOREIGN KEY ("crawlTaskId") REFERENCES "CrawlTask"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Posting" ADD CONSTRAINT "Posting_platformId_fkey" FOREIGN KEY ("platformId") REFERENCES "Platform"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Posting" ADD CONSTRAINT "Posting_agencyId_fkey" FOREIGN KEY ("agencyId") REFERENCES "Agency"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PostingVersion" ADD CONSTRAINT "PostingVersion_postingId_fkey" FOREIGN KEY ("postingId") REFERENCES "Posting"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PostingVersion" ADD CONSTRAINT "PostingVersion_captureId_fkey" FOREIGN KEY ("captureId") REFERENCES "Capture"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Verdict" ADD CONSTRAINT "Verdict_postingVersionId_fkey" FOREIGN KEY ("postingVersionId") REFERENCES "PostingVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Verdict" ADD CONSTRAINT "Verdict_releaseId_fkey" FOREIGN KEY ("releaseId") REFERENCES "ClassifierRelease"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PostingContact" ADD CONSTRAINT "PostingContact_postingId_fkey" FOREIGN KEY ("postingId") REFERENCES "Posting"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PostingContact" ADD CONSTRAINT "PostingContact_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
