-- CreateTable
CREATE TABLE "CaseOrigin" (
    "id" TEXT NOT NULL,
    "caseId" TEXT NOT NULL,
    "leadId" TEXT,
    "checkId" TEXT,
    "addedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CaseOrigin_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "IdentityUnmasking" (
    "id" TEXT NOT NULL,
    "outcomeId" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "unmaskedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "IdentityUnmasking_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OnSiteWithdrawal" (
    "id" TEXT NOT NULL,
    "checkId" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "by" JSONB NOT NULL,
    "withdrawnAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "OnSiteWithdrawal_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "CaseOrigin_leadId_key" ON "CaseOrigin"("leadId");

-- CreateIndex
CREATE UNIQUE INDEX "CaseOrigin_checkId_key" ON "CaseOrigin"("checkId");

-- CreateIndex
CREATE INDEX "CaseOrigin_caseId_idx" ON "CaseOrigin"("caseId");

-- CreateIndex
CREATE INDEX "IdentityUnmasking_outcomeId_idx" ON "IdentityUnmasking"("outcomeId");

-- CreateIndex
CREATE INDEX "IdentityUnmasking_userId_idx" ON "IdentityUnmasking"("userId");

-- CreateIndex
CREATE INDEX "IdentityUnmasking_sessionId_idx" ON "IdentityUnmasking"("sessionId");

-- CreateIndex
CREATE UNIQUE INDEX "OnSiteWithdrawal_checkId_key" ON "OnSiteWithdrawal"("checkId");

-- CreateIndex
CREATE INDEX "OnSiteWithdrawal_userId_idx" ON "OnSiteWithdrawal"("userId");

-- CreateIndex
CREATE INDEX "OnSiteWithdrawal_sessionId_idx" ON "OnSiteWithdrawal"("sessionId");

-- AddForeignKey
ALTER TABLE "CaseOrigin" ADD CONSTRAINT "CaseOrigin_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CaseOrigin" ADD CONSTRAINT "CaseOrigin_leadId_fkey" FOREIGN KEY ("leadId") REFERENCES "ComparisonLead"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CaseOrigin" ADD CONSTRAINT "CaseOrigin_checkId_fkey" FOREIGN KEY ("checkId") REFERENCES "OnSiteCheck"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IdentityUnmasking" ADD CONSTRAINT "IdentityUnmasking_outcomeId_fkey" FOREIGN KEY ("outcomeId") REFERENCES "Outcome"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IdentityUnmasking" ADD CONSTRAINT "IdentityUnmasking_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IdentityUnmasking" ADD CONSTRAINT "IdentityUnmasking_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "UserSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OnSiteWithdrawal" ADD CONSTRAINT "OnSiteWithdrawal_checkId_fkey" FOREIGN KEY ("checkId") REFERENCES "OnSiteCheck"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OnSiteWithdrawal" ADD CONSTRAINT "OnSiteWithdrawal_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OnSiteWithdrawal" ADD CONSTRAINT "OnSiteWithdrawal_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "UserSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Immutable rows, as in 20261122185445_immutable_rows.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['CaseOrigin', 'OnSiteWithdrawal', 'IdentityUnmasking'] LOOP
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
