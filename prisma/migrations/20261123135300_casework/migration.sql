-- CreateTable
CREATE TABLE "NumberSeries" (
    "organisationId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "last" INTEGER NOT NULL,

    CONSTRAINT "NumberSeries_pkey" PRIMARY KEY ("organisationId","kind","year")
);

-- CreateTable
CREATE TABLE "RegisterImport" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "fileName" TEXT NOT NULL,
    "fileSha256" TEXT NOT NULL,
    "rows" INTEGER NOT NULL,
    "rejected" INTEGER NOT NULL,
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "by" JSONB NOT NULL,
    "importedAt" TIMESTAMPTZ(3) NOT NULL,
    "undoneById" TEXT,
    "undoneAt" TIMESTAMPTZ(3),

    CONSTRAINT "RegisterImport_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Licence" (
    "id" TEXT NOT NULL,
    "importId" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "holder" TEXT NOT NULL,
    "creditCode" TEXT NOT NULL,
    "licenceNumber" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "issuedOn" TEXT,
    "validUntil" TEXT,
    "status" TEXT NOT NULL,

    CONSTRAINT "Licence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AgencyDecision" (
    "id" TEXT NOT NULL,
    "agencyId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "otherId" TEXT,
    "creditCode" TEXT,
    "note" TEXT NOT NULL DEFAULT '',
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "by" JSONB NOT NULL,
    "decidedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AgencyDecision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "EnforcementDrive" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "plan" JSONB NOT NULL,
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "by" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "EnforcementDrive_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Case" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "path" TEXT NOT NULL,
    "agencyId" TEXT,
    "subjectName" TEXT NOT NULL,
    "creditCode" TEXT,
    "state" TEXT NOT NULL,
    "suspendedFrom" TEXT,
    "pendingStepId" TEXT,
    "registeredAt" TIMESTAMPTZ(3) NOT NULL,
    "closedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Case_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CasePosting" (
    "caseId" TEXT NOT NULL,
    "postingId" TEXT NOT NULL,
    "addedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CasePosting_pkey" PRIMARY KEY ("caseId","postingId")
);

-- CreateTable
CREATE TABLE "CaseStep" (
    "id" TEXT NOT NULL,
    "caseId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "action" TEXT NOT NULL,
    "fromState" TEXT NOT NULL,
    "toState" TEXT NOT NULL,
    "occurredOn" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "needsSecond" BOOLEAN NOT NULL,
    "requestId" TEXT,
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "by" JSONB NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CaseStep_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CaseStepAnswer" (
    "id" TEXT NOT NULL,
    "stepId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "by" JSONB NOT NULL,
    "answeredAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CaseStepAnswer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CaseDeadline" (
    "id" TEXT NOT NULL,
    "caseId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "stepId" TEXT NOT NULL,
    "startedOn" TEXT NOT NULL,
    "dueOn" TEXT NOT NULL,
    "basis" TEXT NOT NULL,
    "metAt" TIMESTAMPTZ(3),
    "cancelledAt" TIMESTAMPTZ(3),

    CONSTRAINT "CaseDeadline_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Complaint" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "channel" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "url" TEXT,
    "subjectName" TEXT NOT NULL DEFAULT '',
    "codeSha256" TEXT NOT NULL,
    "postingId" TEXT,
    "repeatsId" TEXT,
    "verdict" JSONB,
    "registeredById" TEXT,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Complaint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Complainant" (
    "complaintId" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,

    CONSTRAINT "Complainant_pkey" PRIMARY KEY ("complaintId")
);

-- CreateTable
CREATE TABLE "ComplaintResult" (
    "id" TEXT NOT NULL,
    "complaintId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "caseId" TEXT,
    "handoffId" TEXT,
    "note" TEXT NOT NULL DEFAULT '',
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "by" JSONB NOT NULL,
    "decidedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ComplaintResult_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Handoff" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "authority" TEXT NOT NULL,
    "subjectKind" TEXT NOT NULL,
    "subjectName" TEXT NOT NULL,
    "credential" TEXT NOT NULL DEFAULT '',
    "matter" TEXT NOT NULL,
    "caseId" TEXT,
    "packageIds" TEXT[],
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "by" JSONB NOT NULL,
    "preparedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Handoff_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "HandoffStep" (
    "id" TEXT NOT NULL,
    "handoffId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "occurredOn" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "by" JSONB NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "HandoffStep_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Outcome" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "subjectKind" TEXT NOT NULL,
    "subjectName" TEXT NOT NULL,
    "identitySha256" TEXT,
    "identitySealed" TEXT,
    "kind" TEXT NOT NULL,
    "authority" TEXT NOT NULL,
    "document" TEXT NOT NULL DEFAULT '',
    "decidedOn" TEXT NOT NULL,
    "endsOn" TEXT,
    "caseId" TEXT,
    "handoffId" TEXT,
    "note" TEXT NOT NULL DEFAULT '',
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "by" JSONB NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Outcome_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OutcomeWithdrawal" (
    "id" TEXT NOT NULL,
    "outcomeId" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "by" JSONB NOT NULL,
    "withdrawnAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "OutcomeWithdrawal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MonthlyReport" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "month" TEXT NOT NULL,
    "figures" JSONB NOT NULL,
    "template" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "by" JSONB NOT NULL,
    "closedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "MonthlyReport_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "RegisterImport_organisationId_kind_fileSha256_idx" ON "RegisterImport"("organisationId", "kind", "fileSha256");

-- CreateIndex
CREATE INDEX "RegisterImport_userId_idx" ON "RegisterImport"("userId");

-- CreateIndex
CREATE INDEX "RegisterImport_sessionId_idx" ON "RegisterImport"("sessionId");

-- CreateIndex
CREATE INDEX "Licence_importId_idx" ON "Licence"("importId");

-- CreateIndex
CREATE INDEX "Licence_creditCode_idx" ON "Licence"("creditCode");

-- CreateIndex
CREATE INDEX "Licence_holder_idx" ON "Licence"("holder");

-- CreateIndex
CREATE INDEX "AgencyDecision_agencyId_idx" ON "AgencyDecision"("agencyId");

-- CreateIndex
CREATE INDEX "AgencyDecision_otherId_idx" ON "AgencyDecision"("otherId");

-- CreateIndex
CREATE INDEX "AgencyDecision_userId_idx" ON "AgencyDecision"("userId");

-- CreateIndex
CREATE INDEX "AgencyDecision_sessionId_idx" ON "AgencyDecision"("sessionId");

-- CreateIndex
CREATE INDEX "EnforcementDrive_organisationId_idx" ON "EnforcementDrive"("organisationId");

-- CreateIndex
CREATE INDEX "EnforcementDrive_userId_idx" ON "EnforcementDrive"("userId");

-- CreateIndex
CREATE INDEX "EnforcementDrive_sessionId_idx" ON "EnforcementDrive"("sessionId");

-- CreateIndex
CREATE UNIQUE INDEX "Case_pendingStepId_key" ON "Case"("pendingStepId");

-- CreateIndex
CREATE INDEX "Case_organisationId_state_idx" ON "Case"("organisationId", "state");

-- CreateIndex
CREATE INDEX "Case_agencyId_idx" ON "Case"("agencyId");

-- CreateIndex
CREATE UNIQUE INDEX "Case_organisationId_year_number_key" ON "Case"("organisationId", "year", "number");

-- CreateIndex
CREATE INDEX "CasePosting_postingId_idx" ON "CasePosting"("postingId");

-- CreateIndex
CREATE INDEX "CaseStep_userId_idx" ON "CaseStep"("userId");

-- CreateIndex
CREATE INDEX "CaseStep_sessionId_idx" ON "CaseStep"("sessionId");

-- CreateIndex
CREATE UNIQUE INDEX "CaseStep_caseId_number_key" ON "CaseStep"("caseId", "number");

-- CreateIndex
CREATE UNIQUE INDEX "CaseStep_caseId_requestId_key" ON "CaseStep"("caseId", "requestId");

-- CreateIndex
CREATE UNIQUE INDEX "CaseStepAnswer_stepId_key" ON "CaseStepAnswer"("stepId");

-- CreateIndex
CREATE INDEX "CaseStepAnswer_userId_idx" ON "CaseStepAnswer"("userId");

-- CreateIndex
CREATE INDEX "CaseStepAnswer_sessionId_idx" ON "CaseStepAnswer"("sessionId");

-- CreateIndex
CREATE INDEX "CaseDeadline_caseId_idx" ON "CaseDeadline"("caseId");

-- CreateIndex
CREATE INDEX "CaseDeadline_dueOn_idx" ON "CaseDeadline"("dueOn");

-- CreateIndex
CREATE UNIQUE INDEX "CaseDeadline_stepId_kind_key" ON "CaseDeadline"("stepId", "kind");

-- CreateIndex
CREATE UNIQUE INDEX "Complaint_codeSha256_key" ON "Complaint"("codeSha256");

-- CreateIndex
CREATE INDEX "Complaint_postingId_idx" ON "Complaint"("postingId");

-- CreateIndex
CREATE INDEX "Complaint_repeatsId_idx" ON "Complaint"("repeatsId");

-- CreateIndex
CREATE INDEX "Complaint_registeredById_idx" ON "Complaint"("registeredById");

-- CreateIndex
CREATE UNIQUE INDEX "Complaint_organisationId_year_number_key" ON "Complaint"("organisationId", "year", "number");

-- CreateIndex
CREATE INDEX "ComplaintResult_complaintId_idx" ON "ComplaintResult"("complaintId");

-- CreateIndex
CREATE INDEX "ComplaintResult_caseId_idx" ON "ComplaintResult"("caseId");

-- CreateIndex
CREATE INDEX "ComplaintResult_handoffId_idx" ON "ComplaintResult"("handoffId");

-- CreateIndex
CREATE INDEX "ComplaintResult_userId_idx" ON "ComplaintResult"("userId");

-- CreateIndex
CREATE INDEX "ComplaintResult_sessionId_idx" ON "ComplaintResult"("sessionId");

-- CreateIndex
CREATE INDEX "Handoff_caseId_idx" ON "Handoff"("caseId");

-- CreateIndex
CREATE INDEX "Handoff_userId_idx" ON "Handoff"("userId");

-- CreateIndex
CREATE INDEX "Handoff_sessionId_idx" ON "Handoff"("sessionId");

-- CreateIndex
CREATE UNIQUE INDEX "Handoff_organisationId_year_number_key" ON "Handoff"("organisationId", "year", "number");

-- CreateIndex
CREATE INDEX "HandoffStep_userId_idx" ON "HandoffStep"("userId");

-- CreateIndex
CREATE INDEX "HandoffStep_sessionId_idx" ON "HandoffStep"("sessionId");

-- CreateIndex
CREATE UNIQUE INDEX "HandoffStep_handoffId_number_key" ON "HandoffStep"("handoffId", "number");

-- CreateIndex
CREATE INDEX "Outcome_organisationId_decidedOn_idx" ON "Outcome"("organisationId", "decidedOn");

-- CreateIndex
CREATE INDEX "Outcome_identitySha256_idx" ON "Outcome"("identitySha256");

-- CreateIndex
CREATE INDEX "Outcome_caseId_idx" ON "Outcome"("caseId");

-- CreateIndex
CREATE INDEX "Outcome_handoffId_idx" ON "Outcome"("handoffId");

-- CreateIndex
CREATE INDEX "Outcome_userId_idx" ON "Outcome"("userId");

-- CreateIndex
CREATE INDEX "Outcome_sessionId_idx" ON "Outcome"("sessionId");

-- CreateIndex
CREATE UNIQUE INDEX "OutcomeWithdrawal_outcomeId_key" ON "OutcomeWithdrawal"("outcomeId");

-- CreateIndex
CREATE INDEX "OutcomeWithdrawal_userId_idx" ON "OutcomeWithdrawal"("userId");

-- CreateIndex
CREATE INDEX "OutcomeWithdrawal_sessionId_idx" ON "OutcomeWithdrawal"("sessionId");

-- CreateIndex
CREATE INDEX "MonthlyReport_userId_idx" ON "MonthlyReport"("userId");

-- CreateIndex
CREATE INDEX "MonthlyReport_sessionId_idx" ON "MonthlyReport"("sessionId");

-- CreateIndex
CREATE UNIQUE INDEX "MonthlyReport_organisationId_month_key" ON "MonthlyReport"("organisationId", "month");

-- AddForeignKey
ALTER TABLE "NumberSeries" ADD CONSTRAINT "NumberSeries_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RegisterImport" ADD CONSTRAINT "RegisterImport_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RegisterImport" ADD CONSTRAINT "RegisterImport_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RegisterImport" ADD CONSTRAINT "RegisterImport_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "UserSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Licence" ADD CONSTRAINT "Licence_importId_fkey" FOREIGN KEY ("importId") REFERENCES "RegisterImport"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AgencyDecision" ADD CONSTRAINT "AgencyDecision_agencyId_fkey" FOREIGN KEY ("agencyId") REFERENCES "Agency"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AgencyDecision" ADD CONSTRAINT "AgencyDecision_otherId_fkey" FOREIGN KEY ("otherId") REFERENCES "Agency"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AgencyDecision" ADD CONSTRAINT "AgencyDecision_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AgencyDecision" ADD CONSTRAINT "AgencyDecision_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "UserSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EnforcementDrive" ADD CONSTRAINT "EnforcementDrive_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EnforcementDrive" ADD CONSTRAINT "EnforcementDrive_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EnforcementDrive" ADD CONSTRAINT "EnforcementDrive_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "UserSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Case" ADD CONSTRAINT "Case_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Case" ADD CONSTRAINT "Case_agencyId_fkey" FOREIGN KEY ("agencyId") REFERENCES "Agency"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CasePosting" ADD CONSTRAINT "CasePosting_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CasePosting" ADD CONSTRAINT "CasePosting_postingId_fkey" FOREIGN KEY ("postingId") REFERENCES "Posting"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CaseStep" ADD CONSTRAINT "CaseStep_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CaseStep" ADD CONSTRAINT "CaseStep_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CaseStep" ADD CONSTRAINT "CaseStep_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "UserSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CaseStepAnswer" ADD CONSTRAINT "CaseStepAnswer_stepId_fkey" FOREIGN KEY ("stepId") REFERENCES "CaseStep"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CaseStepAnswer" ADD CONSTRAINT "CaseStepAnswer_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CaseStepAnswer" ADD CONSTRAINT "CaseStepAnswer_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "UserSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CaseDeadline" ADD CONSTRAINT "CaseDeadline_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Complaint" ADD CONSTRAINT "Complaint_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Complaint" ADD CONSTRAINT "Complaint_postingId_fkey" FOREIGN KEY ("postingId") REFERENCES "Posting"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Complaint" ADD CONSTRAINT "Complaint_repeatsId_fkey" FOREIGN KEY ("repeatsId") REFERENCES "Complaint"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Complaint" ADD CONSTRAINT "Complaint_registeredById_fkey" FOREIGN KEY ("registeredById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Complainant" ADD CONSTRAINT "Complainant_complaintId_fkey" FOREIGN KEY ("complaintId") REFERENCES "Complaint"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ComplaintResult" ADD CONSTRAINT "ComplaintResult_complaintId_fkey" FOREIGN KEY ("complaintId") REFERENCES "Complaint"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ComplaintResult" ADD CONSTRAINT "ComplaintResult_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ComplaintResult" ADD CONSTRAINT "ComplaintResult_handoffId_fkey" FOREIGN KEY ("handoffId") REFERENCES "Handoff"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ComplaintResult" ADD CONSTRAINT "ComplaintResult_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ComplaintResult" ADD CONSTRAINT "ComplaintResult_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "UserSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Handoff" ADD CONSTRAINT "Handoff_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Handoff" ADD CONSTRAINT "Handoff_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Handoff" ADD CONSTRAINT "Handoff_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Handoff" ADD CONSTRAINT "Handoff_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "UserSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "HandoffStep" ADD CONSTRAINT "HandoffStep_handoffId_fkey" FOREIGN KEY ("handoffId") REFERENCES "Handoff"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "HandoffStep" ADD CONSTRAINT "HandoffStep_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "HandoffStep" ADD CONSTRAINT "HandoffStep_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "UserSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Outcome" ADD CONSTRAINT "Outcome_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Outcome" ADD CONSTRAINT "Outcome_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Outcome" ADD CONSTRAINT "Outcome_handoffId_fkey" FOREIGN KEY ("handoffId") REFERENCES "Handoff"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Outcome" ADD CONSTRAINT "Outcome_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Outcome" ADD CONSTRAINT "Outcome_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "UserSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OutcomeWithdrawal" ADD CONSTRAINT "OutcomeWithdrawal_outcomeId_fkey" FOREIGN KEY ("outcomeId") REFERENCES "Outcome"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OutcomeWithdrawal" ADD CONSTRAINT "OutcomeWithdrawal_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OutcomeWithdrawal" ADD CONSTRAINT "OutcomeWithdrawal_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "UserSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MonthlyReport" ADD CONSTRAINT "MonthlyReport_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MonthlyReport" ADD CONSTRAINT "MonthlyReport_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MonthlyReport" ADD CONSTRAINT "MonthlyReport_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "UserSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Immutable rows, as in 20261122185445_immutable_rows.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['Licence', 'AgencyDecision', 'EnforcementDrive', 'CaseStep', 'CaseStepAnswer', 'ComplaintResult', 'Handoff',
                              'HandoffStep', 'Outcome', 'OutcomeWithdrawal', 'MonthlyReport'] LOOP
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
