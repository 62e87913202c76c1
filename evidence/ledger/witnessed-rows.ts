import { Prisma } from '../../prisma/open-database.js';

/** Rows that are never deleted, each with an entry of its kind; and what of the row must have the entry's hash. */
export interface Witnessed {
  readonly kind: string;
  readonly table: string;
  readonly what: string;
  /** SQL for 64 hex digits, or for JSON whose canonical form is hashed. */
  readonly content: { readonly sha256: Prisma.Sql } | { readonly json: Prisma.Sql };
  /** SQL for the rows that must have an entry, where not all must. */
  readonly only?: Prisma.Sql;
}

/** Every table of the record whose rows the ledger vouches for. */
export const witnessed: readonly Witnessed[] = [
  {
    kind: 'package.exported',
    table: 'EvidencePackage',
    what: 'package',
    content: { sha256: Prisma.sql`"manifestSha256"` },
  },
  {
    kind: 'evidence.captured',
    table: 'FullCapture',
    what: 'full capture',
    content: { sha256: Prisma.sql`"recordSha256"` },
  },
  {
    kind: 'ledger.stamped',
    table: 'LedgerTimestamp',
    what: 'timestamp',
    content: { sha256: Prisma.sql`encode(sha256("response"), 'hex')` },
  },
  { kind: 'capture.stored', table: 'Capture', what: 'capture', content: { json: Prisma.sql`"record"` } },
  {
    kind: 'capture.ordered',
    table: 'FullCaptureOrder',
    what: 'capture order',
    // As casework/captures/order-captures.ts hashes it.
    content: {
      json: Prisma.sql`jsonb_build_object(
        'id', "id", 'postingId', "postingId", 'postingVersionId', "postingVersionId", 'reason', "reason",
        'clueNumber', "clueNumber", 'witness', "witness", 'createdAt', ${isoTime('createdAt')}, 'by', "by")`,
    },
  },
  {
    kind: 'capture.confirmed',
    table: 'CaptureConfirmation',
    what: 'confirmation',
    // As casework/captures/confirm-capture.ts hashes it.
    content: {
      json: Prisma.sql`jsonb_build_object(
        'id', "id", 'captureId', "fullCaptureId", 'by', "by", 'sessionId', "sessionId",
        'at', ${isoTime('confirmedAt')}, 'note', "note")`,
    },
  },
  {
    kind: 'review.recorded',
    table: 'Review',
    what: 'review',
    // As casework/reviews/review-rows.ts hashes it: what a review does not have has no key.
    content: {
      json: Prisma.sql`jsonb_build_object(
        'id', "id", 'stage', "stage", 'decision', "decision", 'categories', "categories", 'articles', "articles",
        'note', "note", 'by', "by", 'sessionId', "sessionId", 'at', ${isoTime('decidedAt')})
        || CASE WHEN "dismissal" IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('dismissal', "dismissal") END
        || CASE WHEN "bulkId" IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('bulkId', "bulkId") END`,
    },
  },
  rowsOf('review.withdrawn', 'ReviewWithdrawal', 'withdrawal', 'id reviewId userId sessionId', 'withdrawnAt'),
  rowsOf('sample.drawn', 'ReviewSample', 'sample', 'id organisationId day population drawn', 'drawnAt'),
  rowsOf('contact.unmasked', 'Unmasking', 'unmasking', 'id userId sessionId postingId', 'unmaskedAt'),
  rowsOf(
    'release.activated',
    'ReleaseActivation',
    'activation of a release',
    'id releaseId userId sessionId comparison',
    'activatedAt',
  ),
  {
    kind: 'register.imported',
    table: 'RegisterImport',
    what: 'import of a register',
    // As casework/agencies/import-licences.ts and licence-rows-hash.ts hash it.
    content: {
      json: Prisma.sql`jsonb_build_object(
        'id', "id", 'organisationId', "organisationId", 'kind', "kind", 'fileName', "fileName", 'fileSha256', "fileSha256",
        'rows', "rows", 'rejected', "rejected", 'sessionId', "sessionId", 'by', "by", 'at', ${isoTime('importedAt')},
        'licencesSha256', encode(sha256(convert_to(coalesce((
          SELECT string_agg(concat_ws(E'\u001f', licence."line", licence."holder", licence."creditCode", licence."licenceNumber",
                                      licence."issuer", licence."scope", coalesce(licence."issuedOn", ''),
                                      coalesce(licence."validUntil", ''), licence."status"), E'\u001e' ORDER BY licence."line")
            FROM "Licence" licence WHERE licence."importId" = row."id"), ''), 'UTF8')), 'hex'))`,
    },
  },
  {
    kind: 'register.undone',
    table: 'RegisterImport',
    what: 'undone import of a register',
    // As casework/agencies/undo-import.ts hashes it.
    content: {
      json: Prisma.sql`jsonb_build_object('id', "id", 'by', "undoneById", 'at', ${isoTime('undoneAt')})`,
    },
    only: Prisma.sql`"undoneAt" IS NOT NULL`,
  },
  rowsOf(
    'agency.decided',
    'AgencyDecision',
    'decision on an agency',
    'id agencyId kind otherId creditCode note sessionId by',
    'decidedAt',
  ),
  rowsOf(
    'drive.entered',
    'EnforcementDrive',
    'enforcement drive',
    'id organisationId name plan userId sessionId by',
    'createdAt',
  ),
  rowsOf(
    'publication.prepared',
    'Publication',
    'publication',
    'id kind startsOn organisationId caseId outcomeId endsOn title text userId sessionId by',
    'preparedAt',
  ),
  rowsOf(
    'publication.answered',
    'PublicationStep',
    'answer to a publication',
    'id publicationId kind note userId sessionId by',
    'recordedAt',
  ),
  rowsOf(
    'case.marked',
    'Supervision',
    'watched case',
    'id organisationId caseId reason dueOn userId sessionId by',
    'markedAt',
  ),
  rowsOf(
    'case.unmarked',
    'SupervisionEnd',
    'end of a watched case',
    'id supervisionId note userId sessionId by',
    'endedAt',
  ),
  rowsOf(
    'interview.recorded',
    'Interview',
    'interview',
    'id organisationId kind subjectName reason heldOn result userId sessionId by',
    'recordedAt',
  ),
  {
    kind: 'comparison.stored',
    table: 'ComparisonRun',
    what: 'comparison of registers',
    // As casework/comparison/store-comparison.ts and hash-lead-rows.ts hash it.
    content: {
      json: Prisma.sql`jsonb_build_object(
        'id', "id", 'organisationId', "organisationId", 'files', "files", 'figures', "figures", 'userId', "userId",
        'sessionId', "sessionId", 'by', "by", 'at', ${isoTime('comparedAt')},
        'leadsSha256', encode(sha256(convert_to(coalesce((
          SELECT string_agg(encode(sha256(convert_to(concat_ws(E'\u001f', lead."id", lead."kind", coalesce(lead."identitySha256", ''),
                              lead."sealed", lead."unitCode", lead."unitName"), 'UTF8')), 'hex'), '' ORDER BY lead."id" COLLATE "C")
            FROM "ComparisonLead" lead WHERE lead."runId" = row."id"), ''), 'UTF8')), 'hex'))`,
    },
  },
  rowsOf(
    'on_site.recorded',
    'OnSiteCheck',
    'check on site',
    'id organisationId unitName unitCode place checkedOn sealed result note userId sessionId by',
    'recordedAt',
  ),
  rowsOf(
    'on_site.confirmed',
    'OnSiteConfirmation',
    'confirmation of a check on site',
    'id checkId userId sessionId by',
    'confirmedAt',
  ),
  rowsOf(
    'on_site.withdrawn',
    'OnSiteWithdrawal',
    'withdrawal of a check on site',
    'id checkId reason userId sessionId by',
    'withdrawnAt',
  ),
  rowsOf(
    'identity.unmasked',
    'IdentityUnmasking',
    'unmasking of an identity number',
    'id outcomeId reason userId sessionId',
    'unmaskedAt',
  ),
  rowsOf('case.originated', 'CaseOrigin', 'origin of a case', 'id caseId leadId checkId', 'addedAt'),
  rowsOf(
    'outcome.recorded',
    'Outcome',
    'outcome',
    'id organisationId subjectKind subjectName identitySha256 kind authority document decidedOn endsOn caseId handoffId note userId sessionId by',
    'recordedAt',
  ),
  rowsOf(
    'outcome.withdrawn',
    'OutcomeWithdrawal',
    'withdrawal of an outcome',
    'id outcomeId reason userId sessionId by',
    'withdrawnAt',
  ),
  rowsOf(
    'report.closed',
    'MonthlyReport',
    'month’s table',
    'id organisationId month figures template userId sessionId by',
    'closedAt',
  ),
  rowsOf(
    'handoff.prepared',
    'Handoff',
    'handoff',
    'id organisationId year number authority subjectKind subjectName credential matter caseId packageIds userId sessionId by',
    'preparedAt',
  ),
  rowsOf(
    'handoff.stepped',
    'HandoffStep',
    'step of a handoff',
    'id handoffId number kind occurredOn note userId sessionId by',
    'recordedAt',
  ),
  // As casework/cases/case-entries.ts hashes them.
  {
    kind: 'case.registered',
    table: 'Case',
    what: 'case',
    content: {
      json: Prisma.sql`jsonb_build_object(
        'id', "id", 'organisationId', "organisationId", 'year', "year", 'number', "number", 'path', "path",
        'agencyId', "agencyId", 'subjectName', "subjectName", 'creditCode', "creditCode",
        'registeredAt', ${isoTime('registeredAt')})`,
    },
  },
  rowsOf(
    'case.step',
    'CaseStep',
    'step of a case',
    'id caseId number action fromState toState occurredOn facts note needsSecond by sessionId',
    'recordedAt',
  ),
  rowsOf(
    'case.step_answered',
    'CaseStepAnswer',
    'answer to a step of a case',
    'id stepId kind note by sessionId',
    'answeredAt',
  ),
  rowsOf(
    'complaint.registered',
    'Complaint',
    'complaint',
    'id organisationId year number channel text url subjectName codeSha256 postingId repeatsId verdict registeredById',
    'receivedAt',
  ),
  rowsOf('complaint.linked', 'ComplaintLink', 'link of a complaint', 'id complaintId postingId captureId', 'linkedAt'),
  // Entries of the kinds `complaint.capture_again` and `complainant.unmasked` are from before these rows were kept.
  rowsOf(
    'complaint.capture_requested',
    'ComplaintCaptureRequest',
    'request to take a complaint’s page again',
    'id complaintId userId sessionId',
    'requestedAt',
  ),
  rowsOf(
    'complainant.shown',
    'ComplainantUnmasking',
    'unmasking of a complainant',
    'id complaintId userId sessionId',
    'unmaskedAt',
  ),
  rowsOf(
    'complaint.result',
    'ComplaintResult',
    'result of a complaint',
    'id complaintId kind caseId handoffId note sessionId by',
    'decidedAt',
  ),
  {
    kind: 'verdict.given',
    table: 'Verdict',
    what: 'verdict',
    // As queue/steps/judge-posting.ts hashes it.
    content: {
      json: Prisma.sql`jsonb_build_object(
        'band', "band", 'probability', "probability", 'categories', "categories", 'side', "side", 'reasons', "reasons",
        'terms', "terms", 'missing', "missing", 'release', "releaseId", 'postingVersion',
        (SELECT version."contentSha256" FROM "PostingVersion" version WHERE version."id" = row."postingVersionId"))`,
    },
  },
];

/**
 * Rows whose entry is made by row-entry.ts, or in the same form: columns under their own names.
 * @param columns their names, with blanks between
 * @param time column of the time, which is hashed as `at`
 */
function rowsOf(kind: string, table: string, what: string, columns: string, time: string): Witnessed {
  const named = columns.split(' ').map((column) => Prisma.raw(`'${column}', "${column}"`));
  return {
    kind,
    table,
    what,
    content: { json: Prisma.sql`jsonb_build_object(${Prisma.join(named)}, 'at', ${isoTime(time)})` },
  };
}

/** A column as JavaScript writes a Date in JSON. */
function isoTime(column: string): Prisma.Sql {
  return Prisma.sql`to_char(${Prisma.raw(`"${column}"`)} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
