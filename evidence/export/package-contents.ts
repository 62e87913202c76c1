import type { BlobReference } from '../../contracts/capture.js';
import {
  type LedgerExtract,
  type PackageCustody,
  type PackageManifest,
  packageLaw,
  packagePaths,
} from '../../contracts/evidence-package.js';
import type { EvidenceRecord } from '../../contracts/evidence-record.js';
import { verdict as verdictShape } from '../../contracts/verdict.js';
import type { BlobStore } from '../blobs/blob-store.js';
import { documentCategories, documentFacts } from '../documents/make-facts.js';
import { documentNames } from '../documents/read-template.js';
import { renderDocument } from '../documents/render-document.js';
import type { SigningKey } from '../keys.js';
import { articlesFor } from '../law/articles-for.js';
import type { PackageContent } from '../package/write-package.js';
import { canonicalJson, type JsonValue } from '../verify/canonical-json.js';
import { indexWarc } from '../warc/index-warc.js';
import { pagesJsonl } from '../warc/pages-jsonl.js';
import type { LoadedEvidence } from './load-evidence.js';

export interface PackageSources {
  readonly loaded: LoadedEvidence;
  readonly record: EvidenceRecord;
  readonly recordBlob: BlobReference;
  readonly facts: Omit<PackageManifest, 'members'>;
  readonly custody: PackageCustody;
  readonly ledger: LedgerExtract;
  readonly key: SigningKey;
  /** The offline page. */
  readonly verifierPage: Uint8Array;
  /** Makes a PDF of a document; null where there is no browser: the documents are then DOCX alone. */
  readonly print: ((html: string) => Promise<Uint8Array>) | null;
  readonly templatesFolder: string | undefined;
}

/** Everything that a package holds beside what it says of itself. */
export async function packageContents(
  sources: PackageSources,
  blobs: BlobStore,
): Promise<{ contents: PackageContent[]; mainPage: { url: string; date: string } }> {
  const { loaded, record, recordBlob, custody, ledger, key, verifierPage } = sources;
  const warc = record.files.find(({ path }) => path === packagePaths.warc);
  if (warc === undefined) throw new RangeError(`The record of the capture ${record.captureId} names no WARC.`);
  const index = await indexWarc(blobs.stream(warc.sha256), packagePaths.warc.replace('archive/', ''));
  const url = record.page.finalUrl;
  const mainPage = { url, date: dateInIndex(index, url) ?? record.page.startedAt };
  const judged = verdictShape.parse(loaded.verdict.json);
  const articles = articlesFor(documentCategories({ decisions: loaded.decisions, verdict: judged }), {
    licenceNumber: record.posting.licenceNumber,
  });
  const law = packageLaw.parse({
    articles: articles.map(({ law: name, article, text, source, asOf }) => ({
      law: name,
      article,
      text,
      source,
      asOf,
    })),
  });
  const page = { id: record.captureId, url, title: record.page.title || loaded.posting.title, ts: mainPage.date };
  return {
    mainPage,
    contents: [
      ...record.files.map(({ path, sha256, bytes, mediaType }) => ({ path, mediaType, content: { sha256, bytes } })),
      { path: packagePaths.record, content: recordBlob },
      json(packagePaths.posting, loaded.content),
      json(packagePaths.verdict, loaded.verdict.json),
      json(packagePaths.decisions, loaded.decisions),
      json(packagePaths.custody, custody),
      json(packagePaths.ledger, ledger),
      json(packagePaths.law, law),
      { path: packagePaths.signerKey, content: Buffer.from(key.publicKeyPem) },
      { path: packagePaths.index, content: Buffer.from(index) },
      { path: packagePaths.pages, content: Buffer.from(pagesJsonl([page])) },
      { path: packagePaths.verifier, content: verifierPage },
      ...(await documents(sources, judged, articles)),
    ],
  };
}

async function documents(
  { loaded, record, facts, print, templatesFolder }: PackageSources,
  verdict: ReturnType<typeof verdictShape.parse>,
  articles: ReturnType<typeof articlesFor>,
): Promise<PackageContent[]> {
  const values = documentFacts({
    ...{ record, decisions: loaded.decisions, verdict, organisation: loaded.organisation, articles },
    manifest: facts,
  });
  const contents: PackageContent[] = [];
  for (const name of documentNames) {
    const options = templatesFolder === undefined ? {} : { templatesFolder };
    const { html, docx } = await renderDocument(name, values, options);
    contents.push({ path: `${packagePaths.documents}${name}.docx`, content: docx });
    if (print !== null) contents.push({ path: `${packagePaths.documents}${name}.pdf`, content: await print(html) });
  }
  return contents;
}

/** Canonical: what the ledger has the hash of. */
function json(path: string, value: object | JsonValue): PackageContent {
  // As JSON holds it: what is absent has no key.
  const plain: JsonValue = JSON.parse(JSON.stringify(value));
  return { path, content: Buffer.from(canonicalJson(plain)) };
}

/** When the page's response was received, as the archive's own index has it. */
function dateInIndex(index: string, url: string): string | undefined {
  for (const line of index.split('\n')) {
    const [, date, fields] = /^\S+ (\d{14}) (\{.*\})$/.exec(line) ?? [];
    if (date === undefined || fields === undefined || !fields.includes(JSON.stringify(url))) continue;
    return date.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:$6Z');
  }
  return undefined;
}
