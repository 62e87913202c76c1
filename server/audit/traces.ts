import { type Database, Prisma } from '../../prisma/open-database.js';

/**
 * What an entry of the ledger can be about, and whose act it was: identifier, person, posting, platform and organisation, each where there
 * is one. The entries hold the identifier alone; identifiers are never given twice, so that the table need not be known. What names no
 * person here was the system's own act, or the person stands only in the hash.
 */
const traces = Prisma.join(
  [
    Prisma.sql`SELECT row."id", row."userId" AS "personId", version."postingId", NULL::text AS "platformId",
                      NULL::text AS "organisationId"
                 FROM "Review" row JOIN "PostingVersion" version ON version."id" = row."postingVersionId"`,
    Prisma.sql`SELECT row."id", row."userId", version."postingId", NULL, NULL
                 FROM "ReviewWithdrawal" row JOIN "Review" review ON review."id" = row."reviewId"
                 JOIN "PostingVersion" version ON version."id" = review."postingVersionId"`,
    Prisma.sql`SELECT row."id", NULL, row."postingId", NULL, NULL FROM "ReviewTask" row`,
    Prisma.sql`SELECT row."id", NULL, version."postingId", NULL, NULL
                 FROM "Verdict" row JOIN "PostingVersion" version ON version."id" = row."postingVersionId"`,
    Prisma.sql`SELECT row."id", NULL, row."postingId", NULL, NULL FROM "PostingVersion" row`,
    Prisma.sql`SELECT row."id", NULL, row."id", NULL, NULL FROM "Posting" row`,
    Prisma.sql`SELECT row."id", NULL, row."postingId", NULL, NULL FROM "PostingEvent" row`,
    // A capture three times: on its platform, for the version that was read from it, and as another visit of a posting. Each is found by an
    // index, from either end.
    Prisma.sql`SELECT row."id", NULL, NULL, version."platformId", NULL
                 FROM "Capture" row JOIN "CrawlTask" task ON task."id" = row."crawlTaskId"
                 JOIN "CrawlRun" run ON run."id" = task."crawlRunId"
                 JOIN "PlatformVersion" version ON version."id" = run."platformVersionId"`,
    Prisma.sql`SELECT row."captureId", NULL, row."postingId", NULL, NULL FROM "PostingVersion" row`,
    Prisma.sql`SELECT row."id", NULL, task."postingId", NULL, NULL
                 FROM "Capture" row JOIN "CrawlTask" task ON task."id" = row."crawlTaskId" WHERE task."postingId" IS NOT NULL`,
    Prisma.sql`SELECT row."id", row."orderedById", row."postingId", NULL, NULL FROM "FullCaptureOrder" row`,
    Prisma.sql`SELECT row."id", NULL, ordered."postingId", NULL, NULL
                 FROM "FullCapture" row JOIN "FullCaptureOrder" ordered ON ordered."id" = row."orderId"`,
    Prisma.sql`SELECT row."id", row."userId", ordered."postingId", NULL, NULL
                 FROM "CaptureConfirmation" row JOIN "FullCapture" full_capture ON full_capture."id" = row."fullCaptureId"
                 JOIN "FullCaptureOrder" ordered ON ordered."id" = full_capture."orderId"`,
    Prisma.sql`SELECT row."id", row."exportedById", row."postingId", NULL, NULL FROM "EvidencePackage" row`,
    Prisma.sql`SELECT row."id", NULL, row."postingId", NULL, NULL FROM "RetentionHold" row`,
    Prisma.sql`SELECT row."id", row."userId", row."postingId", NULL, NULL FROM "Unmasking" row`,
    Prisma.sql`SELECT row."id", row."userId", NULL, NULL, NULL FROM "UserSession" row`,
    Prisma.sql`SELECT row."id", row."id", NULL, NULL, NULL FROM "User" row`,
    Prisma.sql`SELECT row."id", row."userId", NULL, NULL, NULL FROM "ApiToken" row`,
    Prisma.sql`SELECT row."id", row."userId", NULL, NULL, NULL FROM "Invitation" row`,
    Prisma.sql`SELECT row."id", row."userId", NULL, NULL, NULL FROM "ReleaseActivation" row`,
    Prisma.sql`SELECT row."id", row."userId", NULL, NULL, NULL FROM "Evaluation" row`,
    Prisma.sql`SELECT row."id", row."userId", NULL, NULL, row."organisationId" FROM "Publication" row`,
    Prisma.sql`SELECT row."id", row."userId", NULL, NULL, found."organisationId"
                 FROM "PublicationStep" row JOIN "Publication" found ON found."id" = row."publicationId"`,
    Prisma.sql`SELECT row."id", row."userId", NULL, NULL, row."organisationId" FROM "Supervision" row`,
    Prisma.sql`SELECT row."id", row."userId", NULL, NULL, found."organisationId"
                 FROM "SupervisionEnd" row JOIN "Supervision" found ON found."id" = row."supervisionId"`,
    Prisma.sql`SELECT row."id", row."userId", NULL, NULL, row."organisationId" FROM "Interview" row`,
    Prisma.sql`SELECT row."id", row."userId", NULL, NULL, row."organisationId" FROM "ComparisonRun" row`,
    Prisma.sql`SELECT row."id", row."userId", NULL, NULL, row."organisationId" FROM "OnSiteCheck" row`,
    Prisma.sql`SELECT row."id", row."userId", NULL, NULL, found."organisationId"
                 FROM "OnSiteConfirmation" row JOIN "OnSiteCheck" found ON found."id" = row."checkId"`,
    Prisma.sql`SELECT row."id", row."userId", NULL, NULL, found."organisationId"
                 FROM "OnSiteWithdrawal" row JOIN "OnSiteCheck" found ON found."id" = row."checkId"`,
    Prisma.sql`SELECT row."id", row."userId", NULL, NULL, found."organisationId"
                 FROM "IdentityUnmasking" row JOIN "Outcome" found ON found."id" = row."outcomeId"`,
    Prisma.sql`SELECT row."id", step."userId", NULL, NULL, found."organisationId"
                 FROM "CaseOrigin" row JOIN "Case" found ON found."id" = row."caseId"
                 JOIN "CaseStep" step ON step."caseId" = found."id" AND step."number" = 1`,
    Prisma.sql`SELECT row."id", NULL, NULL, row."id", NULL FROM "Platform" row`,
    Prisma.sql`SELECT row."id", row."savedById", NULL, row."platformId", NULL FROM "PlatformVersion" row`,
    Prisma.sql`SELECT row."id", NULL, NULL, row."platformId", NULL FROM "LegalBasis" row`,
    Prisma.sql`SELECT row."id", NULL, NULL, row."platformId", NULL FROM "LayoutAlarm" row`,
    Prisma.sql`SELECT row."id", NULL, NULL, version."platformId", NULL
                 FROM "CrawlRun" row JOIN "PlatformVersion" version ON version."id" = row."platformVersionId"`,
    Prisma.sql`SELECT row."id", NULL, NULL, NULL, row."organisationId" FROM "ReviewSample" row`,
    Prisma.sql`SELECT row."id", row."userId", NULL, NULL, row."organisationId" FROM "RegisterImport" row`,
    Prisma.sql`SELECT row."id", row."userId", NULL, NULL, NULL FROM "AgencyDecision" row`,
    Prisma.sql`SELECT row."id", row."registeredById", row."postingId", NULL, row."organisationId" FROM "Complaint" row`,
    Prisma.sql`SELECT row."id", NULL, row."postingId", NULL, complaint."organisationId"
                 FROM "ComplaintLink" row JOIN "Complaint" complaint ON complaint."id" = row."complaintId"`,
    Prisma.sql`SELECT row."id", row."userId", complaint."postingId", NULL, complaint."organisationId"
                 FROM "ComplaintResult" row JOIN "Complaint" complaint ON complaint."id" = row."complaintId"`,
    Prisma.sql`SELECT row."id", row."userId", complaint."postingId", NULL, complaint."organisationId"
                 FROM "ComplaintCaptureRequest" row JOIN "Complaint" complaint ON complaint."id" = row."complaintId"`,
    Prisma.sql`SELECT row."id", row."userId", complaint."postingId", NULL, complaint."organisationId"
                 FROM "ComplainantUnmasking" row JOIN "Complaint" complaint ON complaint."id" = row."complaintId"`,
    Prisma.sql`SELECT row."id", NULL, NULL, NULL, row."organisationId" FROM "Case" row`,
    Prisma.sql`SELECT row."id", row."userId", NULL, NULL, found."organisationId"
                 FROM "CaseStep" row JOIN "Case" found ON found."id" = row."caseId"`,
    Prisma.sql`SELECT row."id", row."userId", NULL, NULL, found."organisationId"
                 FROM "CaseStepAnswer" row JOIN "CaseStep" step ON step."id" = row."stepId" JOIN "Case" found ON found."id" = step."caseId"`,
    Prisma.sql`SELECT row."id", row."userId", NULL, NULL, row."organisationId" FROM "Outcome" row`,
    Prisma.sql`SELECT row."id", row."userId", NULL, NULL, found."organisationId"
                 FROM "OutcomeWithdrawal" row JOIN "Outcome" found ON found."id" = row."outcomeId"`,
    Prisma.sql`SELECT row."id", row."userId", NULL, NULL, row."organisationId" FROM "Handoff" row`,
    Prisma.sql`SELECT row."id", row."userId", NULL, NULL, found."organisationId"
                 FROM "HandoffStep" row JOIN "Handoff" found ON found."id" = row."handoffId"`,
    Prisma.sql`SELECT row."id", row."userId", NULL, NULL, row."organisationId" FROM "EnforcementDrive" row`,
    Prisma.sql`SELECT row."id", row."userId", NULL, NULL, row."organisationId" FROM "MonthlyReport" row`,
    Prisma.sql`SELECT row."id", NULL, NULL, NULL, row."id" FROM "Organisation" row`,
  ],
  ' UNION ALL ',
);

/** SQL for the identifiers of everything that a person did or that is about them, or that is about a posting. */
export const subjectsOfPerson = (id: string): Prisma.Sql =>
  Prisma.sql`SELECT "id" FROM (${traces}) AS trace WHERE trace."personId" = ${id}`;
export const subjectsOfPosting = (id: string): Prisma.Sql =>
  Prisma.sql`SELECT "id" FROM (${traces}) AS trace WHERE trace."postingId" = ${id}`;

/** What an entry is about, with the organisations that it belongs to. */
export interface Trace {
  readonly id: string;
  readonly personId: string | null;
  readonly personName: string | null;
  readonly personOrganisation: string | null;
  readonly postingId: string | null;
  readonly title: string | null;
  readonly platformId: string | null;
  readonly platformName: string | null;
  readonly platformOrganisation: string | null;
  /** Where it belongs to one itself. */
  readonly organisationId: string | null;
}

/** By the identifiers that entries hold; what is in no table, because it was deleted or never had a row, is missing. */
export async function readTraces(database: Database, ids: readonly string[]): Promise<ReadonlyMap<string, Trace>> {
  const rows = await database.$queryRaw<Trace[]>`
    SELECT trace."id", trace."personId", person."name" AS "personName", person."organisationId" AS "personOrganisation",
           trace."postingId", version."title", platform."id" AS "platformId", platform."name" AS "platformName",
           platform."organisationId" AS "platformOrganisation", trace."organisationId"
      FROM (${traces}) AS trace
      LEFT JOIN "User" person ON person."id" = trace."personId"
      LEFT JOIN "Posting" posting ON posting."id" = trace."postingId"
      LEFT JOIN LATERAL (
        SELECT "title" FROM "PostingVersion" WHERE "postingId" = posting."id" ORDER BY "number" DESC LIMIT 1
      ) AS version ON true
      LEFT JOIN "Platform" platform ON platform."id" = coalesce(posting."platformId", trace."platformId")
     WHERE trace."id" = ANY(${[...new Set(ids)]})`;
  const found = new Map<string, Trace>();
  for (const row of rows) {
    // Where one is found several times, the one that names a posting says most.
    if (row.postingId !== null || !found.has(row.id)) found.set(row.id, row);
  }
  return found;
}
