-- CreateTable
CREATE TABLE "LedgerSeal" (
    "id" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "headHash" TEXT NOT NULL,
    "rootHash" TEXT NOT NULL,
    "sealedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "LedgerSeal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LedgerTimestamp" (
    "id" TEXT NOT NULL,
    "sealId" TEXT NOT NULL,
    "authority" TEXT NOT NULL,
    "response" BYTEA NOT NULL,
    "certificates" BYTEA[],
    "revocation" BYTEA[],
    "stampedAt" TIMESTAMPTZ(3) NOT NULL,
    "offsetMilliseconds" INTEGER NOT NULL,

    CONSTRAINT "LedgerTimestamp_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "User" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "username" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "credentialNumber" TEXT NOT NULL DEFAULT '',
    "role" TEXT NOT NULL,
    "passphraseHash" TEXT NOT NULL,
    "failedLogins" INTEGER NOT NULL DEFAULT 0,
    "lockedUntil" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "disabledAt" TIMESTAMPTZ(3),

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "UserSession" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "UserSession_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "FullCaptureOrder" (
    "id" TEXT NOT NULL,
    "postingId" TEXT NOT NULL,
    "postingVersionId" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "orderedById" TEXT,
    "by" JSONB,
    "clueNumber" TEXT NOT NULL DEFAULT '',
    "witness" TEXT,
    "onceFor" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "FullCaptureOrder_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "FullCapture" (
    "id" TEXT NOT NULL,
    "orderId" TEXT NOT NULL,
    "recordSha256" TEXT NOT NULL,
    "warcSha256" TEXT NOT NULL,
    "screenshotSha256" TEXT NOT NULL,
    "pdfSha256" TEXT NOT NULL,
    "domSha256" TEXT NOT NULL,
    "bodySha256" TEXT NOT NULL,
    "finalUrl" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "comparison" TEXT NOT NULL,
    "capturedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "FullCapture_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CaptureConfirmation" (
    "id" TEXT NOT NULL,
    "fullCaptureId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "by" JSONB NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "confirmedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CaptureConfirmation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Review" (
    "id" TEXT NOT NULL,
    "postingVersionId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "by" JSONB NOT NULL,
    "stage" TEXT NOT NULL,
    "decision" TEXT NOT NULL,
    "categories" TEXT[],
    "articles" TEXT[],
    "note" TEXT NOT NULL DEFAULT '',
    "decidedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Review_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "EvidencePackage" (
    "id" TEXT NOT NULL,
    "postingId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "fullCaptureId" TEXT,
    "manifestSha256" TEXT NOT NULL,
    "fileSha256" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "standing" TEXT NOT NULL,
    "exportedById" TEXT,
    "exportedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "EvidencePackage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RetentionHold" (
    "id" TEXT NOT NULL,
    "postingId" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "heldBy" TEXT NOT NULL,
    "heldAt" TIMESTAMPTZ(3) NOT NULL,
    "releasedBy" TEXT,
    "releasedAt" TIMESTAMPTZ(3),

    CONSTRAINT "RetentionHold_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RetiredBlob" (
    "sha256" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "rule" TEXT NOT NULL,
    "retiredAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "RetiredBlob_pkey" PRIMARY KEY ("sha256")
);

-- CreateIndex
CREATE UNIQUE INDEX "LedgerSeal_size_key" ON "LedgerSeal"("size");

-- CreateIndex
CREATE UNIQUE INDEX "LedgerTimestamp_sealId_authority_key" ON "LedgerTimestamp"("sealId", "authority");

-- CreateIndex
CREATE UNIQUE INDEX "User_username_key" ON "User"("username");

-- CreateIndex
CREATE INDEX "UserSession_userId_idx" ON "UserSession"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "FullCaptureOrder_onceFor_key" ON "FullCaptureOrder"("onceFor");

-- CreateIndex
CREATE INDEX "FullCaptureOrder_postingId_createdAt_idx" ON "FullCaptureOrder"("postingId", "createdAt");

-- CreateIndex
CREATE INDEX "FullCaptureOrder_postingVersionId_idx" ON "FullCaptureOrder"("postingVersionId");

-- CreateIndex
CREATE INDEX "FullCaptureOrder_orderedById_idx" ON "FullCaptureOrder"("orderedById");

-- CreateIndex
CREATE UNIQUE INDEX "FullCapture_orderId_key" ON "FullCapture"("orderId");

-- CreateIndex
CREATE INDEX "CaptureConfirmation_userId_idx" ON "CaptureConfirmation"("userId");

-- CreateIndex
CREATE INDEX "CaptureConfirmation_sessionId_idx" ON "CaptureConfirmation"("sessionId");

-- CreateIndex
CREATE UNIQUE INDEX "CaptureConfirmation_fullCaptureId_userId_key" ON "CaptureConfirmation"("fullCaptureId", "userId");

-- CreateIndex
CREATE UNIQUE INDEX "CaptureConfirmation_fullCaptureId_sessionId_key" ON "CaptureConfirmation"("fullCaptureId", "sessionId");

-- CreateIndex
CREATE INDEX "Review_postingVersionId_decidedAt_idx" ON "Review"("postingVersionId", "decidedAt");

-- CreateIndex
CREATE INDEX "Review_userId_idx" ON "Review"("userId");

-- CreateIndex
CREATE INDEX "Review_sessionId_idx" ON "Review"("sessionId");

-- CreateIndex
CREATE INDEX "EvidencePackage_fullCaptureId_idx" ON "EvidencePackage"("fullCaptureId");

-- CreateIndex
CREATE INDEX "EvidencePackage_exportedById_idx" ON "EvidencePackage"("exportedById");

-- CreateIndex
CREATE UNIQUE INDEX "EvidencePackage_postingId_number_key" ON "EvidencePackage"("postingId", "number");

-- CreateIndex
CREATE INDEX "RetentionHold_postingId_idx" ON "RetentionHold"("postingId");

-- AddForeignKey
ALTER TABLE "LedgerTimestamp" ADD CONSTRAINT "LedgerTimestamp_sealId_fkey" FOREIGN KEY ("sealId") REFERENCES "LedgerSeal"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "User" ADD CONSTRAINT "User_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "UserSession" ADD CONSTRAINT "UserSession_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FullCaptureOrder" ADD CONSTRAINT "FullCaptureOrder_postingId_fkey" FOREIGN KEY ("postingId") REFERENCES "Posting"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FullCaptureOrder" ADD CONSTRAINT "FullCaptureOrder_postingVersionId_fkey" FOREIGN KEY ("postingVersionId") REFERENCES "PostingVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FullCaptureOrder" ADD CONSTRAINT "FullCaptureOrder_orderedById_fkey" FOREIGN KEY ("orderedById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FullCapture" ADD CONSTRAINT "FullCapture_orderId_fkey" FOREIGN KEY ("orderId") REFERENCES "FullCaptureOrder"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CaptureConfirmation" ADD CONSTRAINT "CaptureConfirmation_fullCaptureId_fkey" FOREIGN KEY ("fullCaptureId") REFERENCES "FullCapture"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CaptureConfirmation" ADD CONSTRAINT "CaptureConfirmation_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CaptureConfirmation" ADD CONSTRAINT "CaptureConfirmation_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "UserSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Review" ADD CONSTRAINT "Review_postingVersionId_fkey" FOREIGN KEY ("postingVersionId") REFERENCES "PostingVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Review" ADD CONSTRAINT "Review_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Review" ADD CONSTRAINT "Review_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "UserSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EvidencePackage" ADD CONSTRAINT "EvidencePackage_postingId_fkey" FOREIGN KEY ("postingId") REFERENCES "Posting"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EvidencePackage" ADD CONSTRAINT "EvidencePackage_fullCaptureId_fkey" FOREIGN KEY ("fullCaptureId") REFERENCES "FullCapture"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EvidencePackage" ADD CONSTRAINT "EvidencePackage_exportedById_fkey" FOREIGN KEY ("exportedById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RetentionHold" ADD CONSTRAINT "RetentionHold_postingId_fkey" FOREIGN KEY ("postingId") REFERENCES "Posting"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Immutable rows, as in 20261122185445_immutable_rows.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['LedgerSeal', 'LedgerTimestamp', 'FullCaptureOrder', 'FullCapture', 'CaptureConfirmation', 'Review',
                              'EvidencePackage', 'RetiredBlob'] LOOP
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
