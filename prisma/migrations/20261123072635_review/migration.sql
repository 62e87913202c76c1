-- CreateEnum
CREATE TYPE "ReviewTaskStage" AS ENUM ('first', 'second', 'ruling', 'closed');

-- AlterTable
ALTER TABLE "PlatformVersion" ADD COLUMN     "savedById" TEXT;

-- AlterTable
ALTER TABLE "CrawlRun" ADD COLUMN     "pausedAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "User" ADD COLUMN     "displayUsername" TEXT,
ADD COLUMN     "email" TEXT,
ADD COLUMN     "emailVerified" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "image" TEXT,
ADD COLUMN     "twoFactorEnabled" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

UPDATE "User" SET "email" = "username" || '@guazheng.invalid';
ALTER TABLE "User" ALTER COLUMN "email" SET NOT NULL;

-- AlterTable
ALTER TABLE "UserSession" ADD COLUMN     "authSessionId" TEXT;

-- AlterTable
ALTER TABLE "Review" ADD COLUMN     "bulkId" TEXT,
ADD COLUMN     "dismissal" TEXT,
ADD COLUMN     "requestId" TEXT;

-- CreateTable
CREATE TABLE "AuthAccount" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "providerId" TEXT NOT NULL,
    "password" TEXT,
    "accessToken" TEXT,
    "refreshToken" TEXT,
    "idToken" TEXT,
    "accessTokenExpiresAt" TIMESTAMPTZ(3),
    "refreshTokenExpiresAt" TIMESTAMPTZ(3),
    "scope" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AuthAccount_pkey" PRIMARY KEY ("id")
);

-- Passphrases of before keep their scrypt hash.
INSERT INTO "AuthAccount" ("id", "userId", "accountId", "providerId", "password", "createdAt", "updatedAt")
SELECT "id", "id", "id", 'credential', "passphraseHash", "createdAt", CURRENT_TIMESTAMP FROM "User";

ALTER TABLE "User" DROP COLUMN "failedLogins",
DROP COLUMN "lockedUntil",
DROP COLUMN "passphraseHash";

-- CreateTable
CREATE TABLE "AuthSession" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "ipAddress" TEXT,
    "userAgent" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AuthSession_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuthVerification" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AuthVerification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuthTwoFactor" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "backupCodes" TEXT NOT NULL,
    "verified" BOOLEAN NOT NULL DEFAULT true,
    "failedVerificationCount" INTEGER NOT NULL DEFAULT 0,
    "lockedUntil" TIMESTAMPTZ(3),

    CONSTRAINT "AuthTwoFactor_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LoginThrottle" (
    "id" TEXT NOT NULL,
    "failures" INTEGER NOT NULL,
    "blockedUntil" TIMESTAMPTZ(3),
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "LoginThrottle_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Invitation" (
    "id" TEXT NOT NULL,
    "userId" TEXT,
    "tokenSha256" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Invitation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ApiToken" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "tokenSha256" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "lastUsedAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ApiToken_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ReviewWithdrawal" (
    "id" TEXT NOT NULL,
    "reviewId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "withdrawnAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ReviewWithdrawal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ReviewTask" (
    "id" TEXT NOT NULL,
    "postingVersionId" TEXT NOT NULL,
    "postingId" TEXT NOT NULL,
    "platformId" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "stage" "ReviewTaskStage" NOT NULL DEFAULT 'first',
    "band" TEXT NOT NULL,
    "rank" DOUBLE PRECISION NOT NULL,
    "certainty" DOUBLE PRECISION NOT NULL,
    "sampleId" TEXT,
    "enteredAt" TIMESTAMPTZ(3) NOT NULL,
    "notBefore" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "closedAt" TIMESTAMPTZ(3),
    "decidedByIds" TEXT[],
    "leaseUserId" TEXT,
    "leaseSessionId" TEXT,
    "leaseUntil" TIMESTAMPTZ(3),

    CONSTRAINT "ReviewTask_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ReviewSample" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "population" INTEGER NOT NULL,
    "drawn" INTEGER NOT NULL,
    "drawnAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ReviewSample_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Unmasking" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "postingId" TEXT NOT NULL,
    "unmaskedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Unmasking_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ReleaseActivation" (
    "id" TEXT NOT NULL,
    "releaseId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "comparison" JSONB NOT NULL,
    "activatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ReleaseActivation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Evaluation" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "fileName" TEXT NOT NULL,
    "fileSha256" TEXT NOT NULL,
    "releaseId" TEXT NOT NULL,
    "report" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Evaluation_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Review_requestId_postingVersionId_key" ON "Review"("requestId", "postingVersionId");

-- CreateIndex
CREATE INDEX "AuthAccount_userId_idx" ON "AuthAccount"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "AuthAccount_providerId_accountId_key" ON "AuthAccount"("providerId", "accountId");

-- CreateIndex
CREATE UNIQUE INDEX "AuthSession_token_key" ON "AuthSession"("token");

-- CreateIndex
CREATE INDEX "AuthSession_userId_idx" ON "AuthSession"("userId");

-- CreateIndex
CREATE INDEX "AuthVerification_identifier_idx" ON "AuthVerification"("identifier");

-- CreateIndex
CREATE INDEX "AuthTwoFactor_userId_idx" ON "AuthTwoFactor"("userId");

-- CreateIndex
CREATE INDEX "AuthTwoFactor_secret_idx" ON "AuthTwoFactor"("secret");

-- CreateIndex
CREATE INDEX "LoginThrottle_updatedAt_idx" ON "LoginThrottle"("updatedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Invitation_tokenSha256_key" ON "Invitation"("tokenSha256");

-- CreateIndex
CREATE INDEX "Invitation_userId_idx" ON "Invitation"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "ApiToken_sessionId_key" ON "ApiToken"("sessionId");

-- CreateIndex
CREATE UNIQUE INDEX "ApiToken_tokenSha256_key" ON "ApiToken"("tokenSha256");

-- CreateIndex
CREATE INDEX "ApiToken_userId_idx" ON "ApiToken"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "ReviewWithdrawal_reviewId_key" ON "ReviewWithdrawal"("reviewId");

-- CreateIndex
CREATE INDEX "ReviewWithdrawal_userId_idx" ON "ReviewWithdrawal"("userId");

-- CreateIndex
CREATE INDEX "ReviewWithdrawal_sessionId_idx" ON "ReviewWithdrawal"("sessionId");

-- CreateIndex
CREATE UNIQUE INDEX "ReviewTask_postingVersionId_key" ON "ReviewTask"("postingVersionId");

-- CreateIndex
CREATE INDEX "ReviewTask_stage_rank_id_idx" ON "ReviewTask"("stage", "rank" DESC, "id");

-- CreateIndex
CREATE INDEX "ReviewTask_stage_certainty_id_idx" ON "ReviewTask"("stage", "certainty", "id");

-- CreateIndex
CREATE INDEX "ReviewTask_organisationId_stage_rank_id_idx" ON "ReviewTask"("organisationId", "stage", "rank" DESC, "id");

-- CreateIndex
CREATE INDEX "ReviewTask_organisationId_stage_certainty_id_idx" ON "ReviewTask"("organisationId", "stage", "certainty", "id");

-- CreateIndex
CREATE INDEX "ReviewTask_postingId_idx" ON "ReviewTask"("postingId");

-- CreateIndex
CREATE INDEX "ReviewTask_platformId_idx" ON "ReviewTask"("platformId");

-- CreateIndex
CREATE INDEX "ReviewTask_sampleId_idx" ON "ReviewTask"("sampleId");

-- CreateIndex
CREATE INDEX "ReviewTask_leaseUserId_idx" ON "ReviewTask"("leaseUserId");

-- CreateIndex
CREATE INDEX "ReviewTask_closedAt_idx" ON "ReviewTask"("closedAt");

-- CreateIndex
CREATE UNIQUE INDEX "ReviewSample_organisationId_day_key" ON "ReviewSample"("organisationId", "day");

-- CreateIndex
CREATE INDEX "Unmasking_userId_idx" ON "Unmasking"("userId");

-- CreateIndex
CREATE INDEX "Unmasking_sessionId_idx" ON "Unmasking"("sessionId");

-- CreateIndex
CREATE INDEX "Unmasking_postingId_idx" ON "Unmasking"("postingId");

-- CreateIndex
CREATE INDEX "ReleaseActivation_releaseId_idx" ON "ReleaseActivation"("releaseId");

-- CreateIndex
CREATE INDEX "ReleaseActivation_userId_idx" ON "ReleaseActivation"("userId");

-- CreateIndex
CREATE INDEX "ReleaseActivation_sessionId_idx" ON "ReleaseActivation"("sessionId");

-- CreateIndex
CREATE INDEX "Evaluation_userId_idx" ON "Evaluation"("userId");

-- CreateIndex
CREATE INDEX "Evaluation_createdAt_idx" ON "Evaluation"("createdAt");

-- CreateIndex
CREATE INDEX "Platform_organisationId_idx" ON "Platform"("organisationId");

-- CreateIndex
CREATE INDEX "Posting_platformId_band_probability_id_idx" ON "Posting"("platformId", "band", "probability" DESC, "id");

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE UNIQUE INDEX "UserSession_authSessionId_key" ON "UserSession"("authSessionId");

-- AddForeignKey
ALTER TABLE "PlatformVersion" ADD CONSTRAINT "PlatformVersion_savedById_fkey" FOREIGN KEY ("savedById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuthAccount" ADD CONSTRAINT "AuthAccount_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuthSession" ADD CONSTRAINT "AuthSession_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuthTwoFactor" ADD CONSTRAINT "AuthTwoFactor_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Invitation" ADD CONSTRAINT "Invitation_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ApiToken" ADD CONSTRAINT "ApiToken_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ApiToken" ADD CONSTRAINT "ApiToken_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "UserSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReviewWithdrawal" ADD CONSTRAINT "ReviewWithdrawal_reviewId_fkey" FOREIGN KEY ("reviewId") REFERENCES "Review"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReviewWithdrawal" ADD CONSTRAINT "ReviewWithdrawal_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReviewWithdrawal" ADD CONSTRAINT "ReviewWithdrawal_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "UserSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReviewTask" ADD CONSTRAINT "ReviewTask_postingVersionId_fkey" FOREIGN KEY ("postingVersionId") REFERENCES "PostingVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReviewTask" ADD CONSTRAINT "ReviewTask_postingId_fkey" FOREIGN KEY ("postingId") REFERENCES "Posting"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReviewTask" ADD CONSTRAINT "ReviewTask_platformId_fkey" FOREIGN KEY ("platformId") REFERENCES "Platform"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReviewTask" ADD CONSTRAINT "ReviewTask_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReviewTask" ADD CONSTRAINT "ReviewTask_sampleId_fkey" FOREIGN KEY ("sampleId") REFERENCES "ReviewSample"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReviewSample" ADD CONSTRAINT "ReviewSample_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Unmasking" ADD CONSTRAINT "Unmasking_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Unmasking" ADD CONSTRAINT "Unmasking_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "UserSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReleaseActivation" ADD CONSTRAINT "ReleaseActivation_releaseId_fkey" FOREIGN KEY ("releaseId") REFERENCES "ClassifierRelease"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReleaseActivation" ADD CONSTRAINT "ReleaseActivation_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReleaseActivation" ADD CONSTRAINT "ReleaseActivation_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "UserSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Evaluation" ADD CONSTRAINT "Evaluation_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What was judged before waits for people, too: the newest version of each posting that is not clear. And whatever was decided on before
-- stands where its newest review leaves it (casework/reviews/stage-rules.ts), whichever version it is and whatever it was judged.
INSERT INTO "ReviewTask" ("id", "postingVersionId", "postingId", "platformId", "organisationId", "stage", "band", "rank", "certainty",
                          "enteredAt", "notBefore", "outcome", "closedAt", "decidedByIds")
SELECT coalesce(verdict."id", version."id"), version."id", posting."id", posting."platformId", platform."organisationId",
       coalesce(standing."stage", 'first')::"ReviewTaskStage",
       coalesce(verdict."band", 'clear'), coalesce(verdict."probability", 0), abs(coalesce(verdict."probability", 0) - 0.5),
       coalesce(verdict."createdAt", version."seenAt"),
       CASE WHEN review."decision" = 'more_needed' THEN review."decidedAt" + interval '3 days' END,
       standing."outcome",
       CASE WHEN standing."stage" = 'closed' THEN review."decidedAt" END,
       ARRAY(SELECT DISTINCT earlier."userId" FROM "Review" earlier
              WHERE earlier."postingVersionId" = version."id" AND earlier."decision" <> 'more_needed')
  FROM "PostingVersion" version
  JOIN "Posting" posting ON posting."id" = version."postingId"
  JOIN "Platform" platform ON platform."id" = posting."platformId"
  LEFT JOIN LATERAL (SELECT * FROM "Verdict" newest WHERE newest."postingVersionId" = version."id"
                      ORDER BY newest."id" DESC LIMIT 1) verdict ON true
  LEFT JOIN LATERAL (SELECT * FROM "Review" newest WHERE newest."postingVersionId" = version."id"
                      ORDER BY newest."id" DESC LIMIT 1) review ON true
  LEFT JOIN (VALUES ('first', 'confirmed', 'second', NULL), ('first', 'dismissed', 'closed', 'dismissed'),
                    ('first', 'more_needed', 'first', NULL),
                    ('second', 'confirmed', 'closed', 'confirmed'), ('second', 'dismissed', 'ruling', NULL),
                    ('second', 'more_needed', 'second', NULL)) AS standing("at", "decision", "stage", "outcome")
         ON standing."at" = review."stage" AND standing."decision" = review."decision"
 WHERE review."id" IS NOT NULL
    OR (verdict."id" IS NOT NULL AND posting."band" IN ('flagged', 'borderline')
        AND NOT EXISTS (SELECT 1 FROM "PostingVersion" newer
                         WHERE newer."postingId" = version."postingId" AND newer."number" > version."number"));

-- Immutable rows, as in 20261122185445_immutable_rows.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['ReviewWithdrawal', 'ReviewSample', 'Unmasking', 'ReleaseActivation', 'Evaluation'] LOOP
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
