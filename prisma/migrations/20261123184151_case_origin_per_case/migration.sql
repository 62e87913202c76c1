-- DropIndex
DROP INDEX "CaseOrigin_leadId_key";

-- DropIndex
DROP INDEX "CaseOrigin_checkId_key";

-- DropIndex
DROP INDEX "CaseOrigin_caseId_idx";

-- CreateIndex
CREATE INDEX "CaseOrigin_leadId_idx" ON "CaseOrigin"("leadId");

-- CreateIndex
CREATE INDEX "CaseOrigin_checkId_idx" ON "CaseOrigin"("checkId");

-- CreateIndex
CREATE UNIQUE INDEX "CaseOrigin_caseId_leadId_key" ON "CaseOrigin"("caseId", "leadId");

-- CreateIndex
CREATE UNIQUE INDEX "CaseOrigin_caseId_checkId_key" ON "CaseOrigin"("caseId", "checkId");
