import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { WARCRecord, WARCSerializer } from 'warcio';
import {
  type LedgerEntryFields,
  type LedgerExtract,
  type PackageDecisions,
  type PackageManifest,
  packagePaths,
} from '../../../contracts/evidence-package.js';
import type { EvidenceRecord } from '../../../contracts/evidence-record.js';
import type { SigningKey } from '../../../evidence/keys.js';
import { MerkleTree, proveInTree } from '../../../evidence/ledger/merkle-tree.js';
import { hashBytes } from '../../../evidence/package/hash-content.js';
import { type PackageContent, type StampedBy, writePackage } from '../../../evidence/package/write-package.js';
import { canonicalJson, type JsonValue } from '../../../evidence/verify/canonical-json.js';
import { genesisHash, ledgerEntryText } from '../../../evidence/verify/ledger-entry.js';
import type { RandomAccess } from '../../../evidence/verify/random-access.js';

/** Everything that a package is made of, before it is hashed and signed: what a test changes in it is signed as if it were true. */
export interface PackageParts {
  key: SigningKey;
  /** The web archive; a good one where absent. */
  warc?: Uint8Array;
  record: EvidenceRecord;
  decisions: PackageDecisions;
  verdict: JsonValue;
  /** Put into the ledger in this order; hashes of record, verdict and decisions are filled in where `subjectSha256` is a name. */
  entries: { kind: string; subjectId: string; subjectSha256: string; at: string }[];
  facts: Omit<PackageManifest, 'members' | 'signer' | 'ledger'>;
  earlierPackages: LedgerExtract['earlierPackages'];
  seals: LedgerExtract['seals'];
  /**
   * Sizes of older heads to seal; their timestamps come from `stampHead`. A package that names authorities has the last head sealed besides,
   * stamped by `stampHead`, or as the package is.
   */
  sealAt: number[];
  stampHead?: (head: Uint8Array) => Promise<StampedBy[]>;
  stamp: (signature: Uint8Array) => Promise<StampedBy[]>;
  /** The last word on the extract, the members and the manifest's facts. */
  changeExtract: (extract: LedgerExtract) => void;
  changeContents: (contents: PackageContent[]) => PackageContent[];
}

const startedAt = '2026-03-01T02:00:00.000Z';
const finishedAt = '2026-03-01T02:00:05.000Z';
const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
const canonical = (value: unknown): Buffer => {
  const plain: JsonValue = JSON.parse(JSON.stringify(value));
  return Buffer.from(canonicalJson(plain));
};

export function newKey(): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  return {
    keyId: sha256(raw).slice(0, 16),
    publicKey: raw,
    publicKeyPem: String(publicKey.export({ type: 'spki', format: 'pem' })),
    sign: (data) => sign(null, data, privateKey),
  };
}

/** The words that were judged. */
const posting = { title: '一级建造师挂靠' };

const officer = (number: number) => ({
  id: `officer-${number}`,
  name: number === 1 ? '张三' : '李四',
  credentialNumber: `00${number}`,
  role: 'officer',
});

/** A package of a full capture that is evidence: reviewed twice, confirmed twice. */
export function sampleParts(): PackageParts {
  const review = (number: 1 | 2) => ({
    id: `review-${number}`,
    stage: number === 1 ? ('first' as const) : ('second' as const),
    decision: 'confirmed' as const,
    categories: ['credential_rental'],
    articles: ['24'],
    note: '',
    by: officer(number),
    sessionId: `session-${number}`,
    at: `2026-03-01T01:0${number}:00.000Z`,
  });
  const confirmation = (number: 1 | 2) => ({
    id: `confirmation-${number}`,
    captureId: 'capture-1',
    by: officer(number),
    sessionId: `session-${number}`,
    at: `2026-03-01T03:0${number}:00.000Z`,
    note: '',
  });
  const decisions: PackageDecisions = {
    reviews: [review(1), review(2)],
    confirmations: [confirmation(1), confirmation(2)],
  };
  const entry = (kind: string, subjectId: string, subjectSha256: string, at: string) => ({
    kind,
    subjectId,
    subjectSha256,
    at,
  });
  const key = newKey();
  return {
    key,
    record: sampleRecord(),
    decisions,
    verdict: { band: 'flagged', probability: 0.98, postingVersion: sha256(canonical(posting)) },
    entries: [
      entry('verdict.given', 'verdict-1', 'verdict', '2026-03-01T01:00:00.000Z'),
      entry('review.recorded', 'review-1', 'reviews.0', '2026-03-01T01:01:00.000Z'),
      entry('review.recorded', 'review-2', 'reviews.1', '2026-03-01T01:02:00.000Z'),
      entry('capture.ordered', 'order-1', sha256('order'), '2026-03-01T01:59:00.000Z'),
      entry('evidence.captured', 'capture-1', 'record', '2026-03-01T02:00:06.000Z'),
      entry('capture.confirmed', 'confirmation-1', 'confirmations.0', '2026-03-01T03:01:00.000Z'),
      entry('something.else', 'other', sha256('other'), '2026-03-01T03:01:30.000Z'),
      entry('capture.confirmed', 'confirmation-2', 'confirmations.1', '2026-03-01T03:02:00.000Z'),
      entry('key.introduced', key.keyId, sha256(key.publicKey), '2026-03-01T03:59:00.000Z'),
      entry('package.ordered', 'package-1', 'order', '2026-03-01T03:59:01.000Z'),
    ],
    facts: {
      format: 'guazheng-evidence/1',
      packageId: 'package-1',
      number: 1,
      createdAt: '2026-03-01T04:00:00.000Z',
      software: { name: 'guazheng-watch', version: '0.1.0' },
      organisation: { id: 'organisation-1', name: '示例市人力资源和社会保障局' },
      posting: { id: 'posting-1', platform: '示例招聘', url: 'http://jobs.example/1', title: '一级建造师挂靠' },
      standing: 'evidence',
      capture: { id: 'capture-1', kind: 'full', startedAt, finishedAt },
      timestampAuthorities: [],
    },
    earlierPackages: [],
    seals: [],
    sealAt: [6],
    stamp: async () => [],
    changeExtract: () => undefined,
    changeContents: (contents) => contents,
  };
}

/** The same, captured two hours ago and packed a minute ago: an authority's clock cannot be set to the sample's. */
export function recentParts(): PackageParts {
  const parts = sampleParts();
  const later = Date.now() - 60_000 - Date.parse(parts.facts.createdAt);
  const moved = <Value>(value: Value): Value =>
    JSON.parse(
      JSON.stringify(value).replace(/2026-03-01T[\d:.]+Z/g, (time) => new Date(Date.parse(time) + later).toISOString()),
    );
  const { record, decisions, entries, facts } = parts;
  return {
    ...parts,
    ...{ record: moved(record), decisions: moved(decisions), entries: moved(entries), facts: moved(facts) },
  };
}

function sampleRecord(): EvidenceRecord {
  return {
    format: 'guazheng-capture/1',
    captureId: 'capture-1',
    kind: 'full',
    order: { id: 'order-1', reason: 'officer', by: officer(1), at: '2026-03-01T01:59:00.000Z', clueNumber: '' },
    witness: { name: null, absentBecause: '自动采集' },
    clock: { source: 'system', synchronised: true, offsetMilliseconds: null, comparedWith: null },
    posting: {
      ...{ id: 'posting-1', key: '1', url: 'http://jobs.example/1', company: '', agency: '' },
      ...{ creditCode: null, licenceNumber: null, icpFiling: null },
    },
    platform: { id: 'platform-1', name: '示例招聘', version: 1, fileSha256: sha256('platform'), ground: 'robots.txt' },
    entrySteps: [],
    page: {
      ...{ requestedUrl: 'http://jobs.example/1', finalUrl: 'http://jobs.example/1', title: '一级建造师挂靠' },
      ...{ redirects: [], status: 200, resolvedAddresses: ['192.0.2.1'], remoteAddress: '192.0.2.1', remotePort: 80 },
      ...{
        tls: null,
        requestHeaders: {},
        responseHeaders: {},
        startedAt,
        finishedAt,
        resources: 1,
        failedResources: [],
      },
    },
    machine: { host: 'host', system: 'Linux' },
    tools: { name: 'guazheng-watch', version: '0.1.0', node: '20', browser: 'Chromium' },
    files: [],
    comparison: null,
    proves: '网页内容',
  };
}

/** @param change the last word on each record, as Latin-1 text */
export async function sampleWarc(change: (record: string) => string = (record) => record): Promise<Uint8Array> {
  const date = startedAt;
  const url = 'http://jobs.example/1';
  async function* body() {
    yield Buffer.from('<html><title>一级建造师挂靠</title></html>');
  }
  const httpHeaders = { 'Content-Type': 'text/html; charset=utf-8' };
  const response = WARCRecord.create({ url, date, type: 'response', warcVersion: 'WARC/1.1', httpHeaders }, body());
  const info = WARCRecord.createWARCInfo({ filename: 'data.warc.gz', warcVersion: 'WARC/1.1' }, { software: 'test' });
  const records = await Promise.all([info, response].map((record) => WARCSerializer.serialize(record)));
  return Buffer.concat(
    records.map((record) => gzipSync(Buffer.from(change(Buffer.from(record).toString('latin1')), 'latin1'))),
  );
}

/** Makes the package of the parts: hashes, ledger, proofs, manifest, signature, seal. */
export async function makePackage(parts: PackageParts): Promise<Buffer> {
  const capture: PackageContent[] = [
    { path: packagePaths.warc, content: parts.warc ?? (await sampleWarc()) },
    { path: packagePaths.screenshot, content: Buffer.from('picture') },
    { path: packagePaths.body, content: Buffer.from('<html><title>一级建造师挂靠</title></html>') },
  ];
  const files = capture.map(({ path, content }) => ({
    ...{ path, mediaType: 'application/octet-stream', what: path },
    ...hashBytes(content instanceof Uint8Array ? content : Buffer.alloc(0)),
  }));
  const record = canonical({ ...parts.record, files: [...files, ...parts.record.files] });
  const names: Readonly<Record<string, Buffer>> = {
    record,
    verdict: canonical(parts.verdict),
    order: canonical({
      ...{ packageId: parts.facts.packageId, number: parts.facts.number, postingId: parts.facts.posting.id },
      ...{ captureId: parts.facts.capture.id, by: null },
      at: parts.entries.find(({ kind }) => kind === 'package.ordered')?.at,
    }),
    ...Object.fromEntries(parts.decisions.reviews.map((review, index) => [`reviews.${index}`, canonical(review)])),
    ...Object.fromEntries(
      parts.decisions.confirmations.map((one, index) => [`confirmations.${index}`, canonical(one)]),
    ),
  };
  const chain = makeChain(
    parts.entries.map((entry) => {
      const named = names[entry.subjectSha256];
      return named === undefined ? entry : { ...entry, subjectSha256: sha256(named) };
    }),
  );
  const extract = await makeExtract(chain, parts);
  parts.changeExtract(extract);
  const log = extract.entries.map(({ entry }) => ({
    ...{ at: entry.at, act: entry.kind, by: null, object: entry.subjectId },
    ...{ sha256: entry.subjectSha256, sequence: entry.sequence },
  }));
  const contents: PackageContent[] = [
    ...capture,
    { path: packagePaths.record, content: record },
    { path: packagePaths.posting, content: canonical(posting) },
    { path: packagePaths.verdict, content: canonical(parts.verdict) },
    { path: packagePaths.decisions, content: canonical(parts.decisions) },
    { path: packagePaths.custody, content: canonical({ log }) },
    { path: packagePaths.ledger, content: canonical(extract) },
    { path: packagePaths.law, content: canonical({ articles: [] }) },
    { path: packagePaths.signerKey, content: Buffer.from(parts.key.publicKeyPem) },
  ];
  const folder = await mkdtemp(join(tmpdir(), 'guazheng-test-package-'));
  try {
    const file = join(folder, 'package.wacz');
    const signer = {
      ...{ algorithm: 'Ed25519' as const, keyId: parts.key.keyId },
      publicKey: Buffer.from(parts.key.publicKey).toString('base64'),
    };
    await writePackage(
      {
        facts: { ...parts.facts, signer, ledger: extract.head },
        mainPage: { url: 'http://jobs.example/1', date: startedAt },
        contents: parts.changeContents(contents),
        blobs: {
          stream: () => {
            throw new Error('there are no blobs here');
          },
        },
        ...{ key: parts.key, stamp: parts.stamp },
      },
      file,
    );
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Hashed = { entry: LedgerEntryFields; hash: string };

function makeChain(entries: PackageParts['entries']): Hashed[] {
  let previousHash = genesisHash;
  return entries.map((fields, index) => {
    const entry = { ...fields, sequence: String(index + 1), previousHash };
    previousHash = sha256(ledgerEntryText(entry));
    return { entry, hash: previousHash };
  });
}

async function makeExtract(chain: readonly Hashed[], parts: PackageParts): Promise<LedgerExtract> {
  const concerned = chain.filter(({ entry }) => entry.kind !== 'something.else');
  async function* hashes() {
    yield chain.map(({ hash }) => hash);
  }
  const isStamped = parts.facts.timestampAuthorities.length > 0;
  const sealed = [...new Set([...parts.sealAt, ...(isStamped ? [chain.length] : [])])];
  const { root, inclusion, consistency } = await proveInTree(hashes(), {
    size: chain.length,
    leaves: concerned.map(({ entry }) => Number(entry.sequence) - 1),
    olderSizes: sealed,
  });
  const seals = await Promise.all(
    sealed.map(async (size) => {
      const older = new MerkleTree();
      for (const { hash } of chain.slice(0, size)) older.append(hash);
      const head = { size, hash: chain[size - 1]?.hash ?? '', root: older.root() };
      const stampHead = parts.stampHead ?? (size === chain.length ? parts.stamp : undefined);
      const stamps = (await stampHead?.(canonical(head))) ?? [];
      const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
      return {
        head,
        consistency: [...(consistency.get(size) ?? [])],
        timestamps: stamps.map(({ authority, response, certificates, revocation }) => ({
          ...{ authority, response: base64(response) },
          ...{ certificates: certificates.map(base64), revocation: revocation.map(base64) },
        })),
      };
    }),
  );
  return {
    head: { size: chain.length, hash: chain.at(-1)?.hash ?? '', root },
    entries: concerned.map(({ entry, hash }) => ({
      ...{ entry, hash },
      proof: [...(inclusion.get(Number(entry.sequence) - 1) ?? [])],
    })),
    seals: [...parts.seals, ...seals],
    earlierPackages: parts.earlierPackages,
  };
}

export const inMemory = (bytes: Uint8Array): RandomAccess => ({
  size: bytes.length,
  read: async (offset, length) => {
    if (offset < 0 || offset + length > bytes.length)
      throw new RangeError(`read ${offset}+${length} of ${bytes.length}`);
    return bytes.subarray(offset, offset + length);
  },
});
