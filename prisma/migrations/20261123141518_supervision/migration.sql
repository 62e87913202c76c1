-- CreateTable
CREATE TABLE "Supervision" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "caseId" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "dueOn" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "by" JSONB NOT NULL,
    "markedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Supervision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SupervisionEnd" (
    "id" TEXT NOT NULL,
    "supervisionId" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "by" JSONB NOT NULL,
    "endedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SupervisionEnd_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Interview" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subjectName" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "heldOn" TEXT NOT NULL,
    "result" TEXT NOT NULL DEFAULT '',
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "by" JSONB NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Interview_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Publication" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "caseId" TEXT,
    "outcomeId" TEXT,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "startsOn" TEXT NOT NULL,
    "endsOn" TEXT,
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "by" JSONB NOT NULL,
    "preparedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Publication_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PublicationStep" (
    "id" TEXT NOT NULL,
    "publicationId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "by" JSONB NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PublicationStep_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ComparisonRun" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "files" JSONB NOT NULL,
    "figures" JSONB NOT NULL,
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "by" JSONB NOT NULL,
    "comparedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ComparisonRun_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ComparisonLead" (
    "id" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "identitySha256" TEXT,
    "sealed" TEXT NOT NULL,
    "unitName" TEXT NOT NULL,
    "unitCode" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "ComparisonLead_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OnSiteCheck" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "unitName" TEXT NOT NULL,
    "unitCode" TEXT NOT NULL DEFAULT '',
    "place" TEXT NOT NULL,
    "checkedOn" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,
    "result" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "by" JSONB NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "OnSiteCheck_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OnSiteConfirmation" (
    "id" TEXT NOT NULL,
    "checkId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "by" JSONB NOT NULL,
    "confirmedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "OnSiteConfirmation_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Supervision_organisationId_idx" ON "Supervision"("organisationId");

-- CreateIndex
CREATE INDEX "Supervision_caseId_idx" ON "Supervision"("caseId");

-- CreateIndex
CREATE INDEX "Supervision_userId_idx" ON "Supervision"("userId");

-- CreateIndex
CREATE INDEX "Supervision_sessionId_idx" ON "Supervision"("sessionId");

-- CreateIndex
CREATE UNIQUE INDEX "SupervisionEnd_supervisionId_key" ON "SupervisionEnd"("supervisionId");

-- CreateIndex
CREATE INDEX "SupervisionEnd_userId_idx" ON "SupervisionEnd"("userId");

-- CreateIndex
CREATE INDEX "SupervisionEnd_sessionId_idx" ON "SupervisionEnd"("sessionId");

-- CreateIndex
CREATE INDEX "Interview_organisationId_idx" ON "Interview"("organisationId");

-- CreateIndex
CREATE INDEX "Interview_userId_idx" ON "Interview"("userId");

-- CreateIndex
CREATE INDEX "Interview_sessionId_idx" ON "Interview"("sessionId");

-- CreateIndex
CREATE INDEX "Publication_organisationId_startsOn_idx" ON "Publication"("organisationId", "startsOn");

-- CreateIndex
CREATE INDEX "Publication_caseId_idx" ON "Publication"("caseId");

-- CreateIndex
CREATE INDEX "Publication_outcomeId_idx" ON "Publication"("outcomeId");

-- CreateIndex
CREATE INDEX "Publication_userId_idx" ON "Publication"("userId");

-- CreateIndex
CREATE INDEX "Publication_sessionId_idx" ON "Publication"("sessionId");

-- CreateIndex
CREATE INDEX "PublicationStep_userId_idx" ON "PublicationStep"("userId");

-- CreateIndex
CREATE INDEX "PublicationStep_sessionId_idx" ON "PublicationStep"("sessionId");

-- CreateIndex
CREATE UNIQUE INDEX "PublicationStep_publicationId_kind_key" ON "PublicationStep"("publicationId", "kind");

-- CreateIndex
CREATE INDEX "ComparisonRun_organisationId_idx" ON "ComparisonRun"("organisationId");

-- CreateIndex
CREATE INDEX "ComparisonRun_userId_idx" ON "ComparisonRun"("userId");

-- CreateIndex
CREATE INDEX "ComparisonRun_sessionId_idx" ON "ComparisonRun"("sessionId");

-- CreateIndex
CREATE INDEX "ComparisonLead_runId_kind_idx" ON "ComparisonLead"("runId", "kind");

-- CreateIndex
CREATE INDEX "ComparisonLead_runId_unitName_idx" ON "ComparisonLead"("runId", "unitName");

-- CreateIndex
CREATE INDEX "ComparisonLead_identitySha256_idx" ON "ComparisonLead"("identitySha256");

-- CreateIndex
CREATE INDEX "OnSiteCheck_organisationId_idx" ON "OnSiteCheck"("organisationId");

-- CreateIndex
CREATE INDEX "OnSiteCheck_unitName_idx" ON "OnSiteCheck"("unitName");

-- CreateIndex
CREATE INDEX "OnSiteCheck_userId_idx" ON "OnSiteCheck"("userId");

-- CreateIndex
CREATE INDEX "OnSiteCheck_sessionId_idx" ON "OnSiteCheck"("sessionId");

-- CreateIndex
CREATE UNIQUE INDEX "OnSiteConfirmation_checkId_key" ON "OnSiteConfirmation"("checkId");

-- CreateIndex
CREATE INDEX "OnSiteConfirmation_userId_idx" ON "OnSiteConfirmation"("userId");

-- CreateIndex
CREATE INDEX "OnSiteConfirmation_sessionId_idx" ON "OnSiteConfirmation"("sessionId");

-- AddForeignKey
ALTER TABLE "Supervision" ADD CONSTRAINT "Supervision_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Supervision" ADD CONSTRAINT "Supervision_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Supervision" ADD CONSTRAINT "Supervision_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Supervision" ADD CONSTRAINT "Supervision_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "UserSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SupervisionEnd" ADD CONSTRAINT "SupervisionEnd_supervisionId_fkey" FOREIGN KEY ("supervisionId") REFERENCES "Supervision"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SupervisionEnd" ADD CONSTRAINT "SupervisionEnd_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SupervisionEnd" ADD CONSTRAINT "SupervisionEnd_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "UserSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Interview" ADD CONSTRAINT "Interview_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Interview" ADD CONSTRAINT "Interview_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Interview" ADD CONSTRAINT "Interview_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "UserSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Publication" ADD CONSTRAINT "Publication_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Publication" ADD CONSTRAINT "Publication_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Publication" ADD CONSTRAINT "Publication_outcomeId_fkey" FOREIGN KEY ("outcomeId") REFERENCES "Outcome"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Publication" ADD CONSTRAINT "Publication_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Publication" ADD CONSTRAINT "Publication_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "UserSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PublicationStep" ADD CONSTRAINT "PublicationStep_publicationId_fkey" FOREIGN KEY ("publicationId") REFERENCES "Publication"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PublicationStep" ADD CONSTRAINT "PublicationStep_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PublicationStep" ADD CONSTRAINT "PublicationStep_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "UserSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ComparisonRun" ADD CONSTRAINT "ComparisonRun_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ComparisonRun" ADD CONSTRAINT "ComparisonRun_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ComparisonRun" ADD CONSTRAINT "ComparisonRun_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "UserSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ComparisonLead" ADD CONSTRAINT "ComparisonLead_runId_fkey" FOREIGN KEY ("runId") REFERENCES "ComparisonRun"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OnSiteCheck" ADD CONSTRAINT "OnSiteCheck_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OnSiteCheck" ADD CONSTRAINT "OnSiteCheck_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OnSiteCheck" ADD CONSTRAINT "OnSiteCheck_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "UserSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OnSiteConfirmation" ADD CONSTRAINT "OnSiteConfirmation_checkId_fkey" FOREIGN KEY ("checkId") REFERENCES "OnSiteCheck"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OnSiteConfirmation" ADD CONSTRAINT "OnSiteConfirmation_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OnSiteConfirmation" ADD CONSTRAINT "OnSiteConfirmation_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "UserSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Immutable rows, as in 20261122185445_immutable_rows.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['Supervision', 'SupervisionEnd', 'Interview', 'Publication', 'PublicationStep', 'ComparisonRun', 'ComparisonLead',
                              'OnSiteCheck', 'OnSiteConfirmation'] LOOP
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
