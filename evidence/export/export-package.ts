import { createReadStream } from 'node:fs';
import { link, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InputError, messageOf, RetriedError, systemCodeOf } from '../../contracts/errors.js';
import type { PackageManifest } from '../../contracts/evidence-package.js';
import { evidenceRecord, type NamedPerson } from '../../contracts/evidence-record.js';
import type { Database } from '../../prisma/open-database.js';
import type { BlobStore } from '../blobs/blob-store.js';
import { syncPath } from '../blobs/durable-file.js';
import type { Keys } from '../keys.js';
import { appendLedgerEntries } from '../ledger/append-entries.js';
import { readLedgerExtract } from '../ledger/ledger-extract.js';
import { writePackage } from '../package/write-package.js';
import { requestTimestamp, type Timestamp } from '../timestamps/request-timestamp.js';
import { findTwoOfficers } from '../verify/two-officers.js';
import { completeSeals } from './complete-seals.js';
import { readCustodyLog } from './custody-log.js';
import { type LoadedEvidence, loadEvidence } from './load-evidence.js';
import { orderPackage } from './order-package.js';
import { packageContents } from './package-contents.js';
import { type SealOptions, sealForExport } from './seal-for-export.js';

export interface ExportSources {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly keys: Keys;
  readonly clock: { now(): Date };
}

export interface ExportOptions extends SealOptions {
  readonly postingId: string;
  /** Where absent the newest full capture that two officers have confirmed, or else the newest. */
  readonly fullCaptureId?: string;
  /** Final name; there may be none of that name. */
  readonly file: string;
  readonly by: NamedPerson | null;
  readonly software: PackageManifest['software'];
  readonly verifierPage: Uint8Array;
  readonly print: ((html: string) => Promise<Uint8Array>) | null;
  readonly templatesFolder?: string | undefined;
  /** Hears what is done, for a person who waits. */
  readonly onStep: (what: string) => void;
}

export interface ExportedPackage {
  readonly packageId: string;
  readonly number: number;
  readonly standing: PackageManifest['standing'];
  readonly manifestSha256: string;
  readonly fileSha256: string;
  readonly bytes: number;
  /** Authorities of timestamps in it whose revocation lists could not be had: a verifier who has none of its own cannot check it. */
  readonly withoutRevocation: readonly string[];
}

/**
 * Writes a posting's evidence package.
 *
 * Order under a crash: the order is in the ledger before anything is written, for the package holds that entry; the package is whole under
 * a name of its own and in the blob store before its row and its ledger entry are written; only then it gets its final name. Whatever
 * is interrupted leaves no file under that name, and at most an order without a package.
 *
 * A decision that is taken back while the package is written is in it as one that counts: such a package gets no row and no name.
 *
 * @throws InputError `posting_unknown`, `capture_missing`, `file_exists`; RetriedError `timestamp_failed`, `export_conflict`;
 *   FatalError `disk_full`
 */
export async function exportPackage(sources: ExportSources, options: ExportOptions): Promise<ExportedPackage> {
  const { database, blobs, keys, clock } = sources;
  const { postingId, by, file, timestampAuthorities, onStep } = options;
  const loaded = await loadEvidence(database, postingId, options.fullCaptureId);
  const { recordSha256, id: captureId } = loaded.capture;
  const recordBytes = await blobs.get(recordSha256);
  const record = evidenceRecord.parse(JSON.parse(Buffer.from(recordBytes).toString('utf8')));
  const key = keys.signing;

  const { packageId, number } = await orderPackage(database, { postingId, captureId, by }, key, clock.now());
  if (number !== loaded.packages.length + 1) throw exportConflict(postingId);
  if (timestampAuthorities.length > 0) onStep('asking the timestamp authorities for the head of the ledger');
  await sealForExport(sources, options);
  const subjects = subjectsOf(loaded, packageId, key.keyId);
  const extract = await readLedgerExtract(database, { subjects });
  const { seals, withoutRevocation } = await completeSeals(extract.seals);
  const facts = manifestFacts(loaded, record.page, {
    ...{ packageId, number, createdAt: clock.now().toISOString(), software: options.software },
    signer: {
      algorithm: 'Ed25519',
      keyId: key.keyId,
      publicKey: Buffer.from(key.publicKey).toString('base64'),
    },
    ...{ timestampAuthorities: [...timestampAuthorities], ledger: extract.head },
  });
  onStep('making the documents');
  const { contents, mainPage } = await packageContents(
    {
      ...{ loaded, record, recordBlob: { sha256: recordSha256, bytes: recordBytes.byteLength }, facts, key },
      custody: await readCustodyLog(database, subjects, loaded, { packageId, by }),
      ledger: { ...extract, seals, earlierPackages: [...loaded.packages] },
      ...{ verifierPage: options.verifierPage, print: options.print, templatesFolder: options.templatesFolder },
    },
    blobs,
  );
  onStep('writing the package');
  const partial = `${file}.${packageId}.partial`;
  try {
    const stamp = async (data: Uint8Array): Promise<Timestamp[]> => {
      const ask = (authority: string) => requestTimestamp(authority, data, { clock });
      const stamps = await Promise.all(timestampAuthorities.map(ask));
      for (const { authority, isRevocationKnown } of stamps) if (!isRevocationKnown) withoutRevocation.push(authority);
      return stamps;
    };
    const written = await writePackage({ facts, mainPage, contents, blobs, key, stamp }, partial);
    await blobs.put(createReadStream(partial));
    await storePackage(sources, loaded, { ...written, packageId, number, standing: facts.standing, by });
    await giveName(partial, file);
    const { standing } = facts;
    return { packageId, number, standing, ...written, withoutRevocation: [...new Set(withoutRevocation)] };
  } finally {
    await rm(partial, { force: true });
  }
}

function manifestFacts(
  { organisation, posting, platform, decisions, capture }: LoadedEvidence,
  { startedAt, finishedAt }: { startedAt: string; finishedAt: string },
  rest: Pick<
    PackageManifest,
    'packageId' | 'number' | 'createdAt' | 'software' | 'signer' | 'timestampAuthorities' | 'ledger'
  >,
): Omit<PackageManifest, 'members'> {
  return {
    format: 'guazheng-evidence/1',
    ...rest,
    organisation,
    posting: { id: posting.id, platform: platform.name, url: posting.url, title: posting.title },
    standing: findTwoOfficers(decisions.confirmations, capture.id) === undefined ? 'clue' : 'evidence',
    capture: { id: capture.id, kind: 'full', startedAt, finishedAt },
  };
}

/** Everything about which the ledger's entries go into the package. */
function subjectsOf(
  { capture, verdict, decisions, withdrawn, packages }: LoadedEvidence,
  packageId: string,
  keyId: string,
): string[] {
  return [
    ...[capture.clueCaptureId, verdict.id, capture.orderId, capture.id],
    ...[...decisions.reviews, ...decisions.confirmations].map(({ id }) => id),
    ...withdrawn.flatMap(({ reviewId, withdrawalId }) => [reviewId, withdrawalId]),
    ...packages.map((earlier) => earlier.packageId),
    ...[keyId, packageId],
  ];
}

async function storePackage(
  { database, clock }: ExportSources,
  { posting, capture, decisions }: LoadedEvidence,
  written: Omit<ExportedPackage, 'withoutRevocation'> & { readonly by: NamedPerson | null },
): Promise<void> {
  const { packageId, number, manifestSha256, fileSha256, bytes, standing, by } = written;
  await database.$transaction(async (transaction) => {
    // As a withdrawal does first: it comes before this and is seen, or after it and finds the package.
    await transaction.$executeRaw`
      SELECT 1 FROM "ReviewTask" WHERE "postingVersionId" = ${capture.postingVersionId} ORDER BY "id" FOR UPDATE`;
    const reviewId = { in: decisions.reviews.map(({ id }) => id) };
    if ((await transaction.reviewWithdrawal.count({ where: { reviewId } })) > 0) throw decisionWithdrawn(posting.id);
    const now = clock.now();
    // By the clock of another server a decision in it may seem to be later.
    const times = [now.getTime(), ...decisions.reviews.map(({ at }) => Date.parse(at))];
    const exportedAt = new Date(Math.max(...times));
    const inserted = await transaction.evidencePackage.createMany({
      data: [
        {
          ...{ id: packageId, postingId: posting.id, number, fullCaptureId: capture.id, manifestSha256, fileSha256 },
          ...{ bytes, standing, exportedById: by?.id ?? null, exportedAt },
        },
      ],
      skipDuplicates: true,
    });
    if (inserted.count === 0) throw exportConflict(posting.id);
    const entry = { kind: 'package.exported', subjectId: packageId, subjectSha256: manifestSha256 };
    await appendLedgerEntries(transaction, [entry], now);
  });
}

/** A package that does not name the one before it could never be found valid. */
function exportConflict(postingId: string): RetriedError {
  return new RetriedError(
    'export_conflict',
    `Another package of the posting ${postingId} was exported at the same time; export it again.`,
  );
}

/** What was taken back counts nowhere, so not in a package either. */
function decisionWithdrawn(postingId: string): RetriedError {
  return new RetriedError(
    'export_conflict',
    `A decision on the posting ${postingId} was taken back while its package was written; export it again.`,
  );
}

/** From here on the file is there. A link replaces nothing, unlike a new name. */
async function giveName(partial: string, file: string): Promise<void> {
  try {
    await link(partial, file);
    await syncPath(dirname(file));
  } catch (error) {
    throw new InputError(
      'file_unwritable',
      `The package is in the record, but ${file} cannot be written: ${systemCodeOf(error) ?? messageOf(error)}; export it again to another place.`,
      { cause: error },
    );
  }
}
