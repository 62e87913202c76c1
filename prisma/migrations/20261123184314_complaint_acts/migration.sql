-- CreateTable
CREATE TABLE "ComplaintCaptureRequest" (
    "id" TEXT NOT NULL,
    "complaintId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ComplaintCaptureRequest_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ComplainantUnmasking" (
    "id" TEXT NOT NULL,
    "complaintId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "unmaskedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ComplainantUnmasking_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ComplaintCaptureRequest_complaintId_idx" ON "ComplaintCaptureRequest"("complaintId");

-- CreateIndex
CREATE INDEX "ComplaintCaptureRequest_userId_idx" ON "ComplaintCaptureRequest"("userId");

-- CreateIndex
CREATE INDEX "ComplaintCaptureRequest_sessionId_idx" ON "ComplaintCaptureRequest"("sessionId");

-- CreateIndex
CREATE INDEX "ComplainantUnmasking_complaintId_idx" ON "ComplainantUnmasking"("complaintId");

-- CreateIndex
CREATE INDEX "ComplainantUnmasking_userId_idx" ON "ComplainantUnmasking"("userId");

-- CreateIndex
CREATE INDEX "ComplainantUnmasking_sessionId_idx" ON "ComplainantUnmasking"("sessionId");

-- AddForeignKey
ALTER TABLE "ComplaintCaptureRequest" ADD CONSTRAINT "ComplaintCaptureRequest_complaintId_fkey" FOREIGN KEY ("complaintId") REFERENCES "Complaint"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ComplaintCaptureRequest" ADD CONSTRAINT "ComplaintCaptureRequest_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ComplaintCaptureRequest" ADD CONSTRAINT "ComplaintCaptureRequest_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "UserSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ComplainantUnmasking" ADD CONSTRAINT "ComplainantUnmasking_complaintId_fkey" FOREIGN KEY ("complaintId") REFERENCES "Complaint"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ComplainantUnmasking" ADD CONSTRAINT "ComplainantUnmasking_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ComplainantUnmasking" ADD CONSTRAINT "ComplainantUnmasking_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "UserSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Immutable rows, as in 20261122185445_immutable_rows.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['ComplaintCaptureRequest', 'ComplainantUnmasking'] LOOP
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
