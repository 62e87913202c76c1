import { z } from 'zod';
import { namedPerson } from './evidence-record.js';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const moment = z.iso.datetime();
/** A place in a package: no absolute path, no `..`, no backslash. */
const memberPath = z
  .string()
  .regex(/^[\w\p{Script=Han}.-]+(?:\/[\w\p{Script=Han}.-]+)*$/u)
  .refine((path) => !path.split('/').some((part) => /^\.+$/.test(part)));

/** Where things are in a package. What is not named here is listed in the manifest under its own path. */
export const packagePaths = {
  manifest: 'manifest.json',
  /** The 64 raw bytes of the Ed25519 signature over the bytes of `manifest.json`. */
  signature: 'manifest.sig',
  /** Responses of timestamp authorities over the bytes of `manifest.sig`, and what checks them: `timestamps/1/response.tsr`, … */
  timestamps: 'timestamps/',
  seal: 'seal.json',
  record: 'evidence/record.json',
  /** The words judged, as canonical JSON: `verdict.json` names their hash. */
  posting: 'evidence/posting.json',
  verdict: 'evidence/verdict.json',
  decisions: 'evidence/decisions.json',
  custody: 'evidence/custody.json',
  ledger: 'evidence/ledger.json',
  law: 'evidence/law.json',
  signerKey: 'evidence/signer.pem',
  documents: 'evidence/documents/',
  screenshot: 'evidence/screenshot.png',
  pdf: 'evidence/page.pdf',
  dom: 'evidence/dom.html',
  body: 'evidence/body.bin',
  warc: 'archive/data.warc.gz',
  index: 'indexes/index.cdx',
  pages: 'pages/pages.jsonl',
  datapackage: 'datapackage.json',
  datapackageDigest: 'datapackage-digest.json',
  verifier: 'verify.html',
} as const;

const member = z.object({ path: memberPath, bytes: z.int().nonnegative(), sha256: hash, sm3: hash });
export type PackageMember = z.infer<typeof member>;

/** A head of the ledger: how many entries it has, the hash of the last, and the root of the Merkle tree (RFC 9162) over all their hashes. */
export const ledgerHead = z.object({ size: z.int().positive(), hash, root: hash });
export type LedgerHead = z.infer<typeof ledgerHead>;

/**
 * `manifest.json`, as canonical JSON (RFC 8785). It lists every other member but the signature, the timestamps and the seal, which come
 * after it.
 */
export const packageManifest = z.strictObject({
  format: z.literal('guazheng-evidence/1'),
  /** Of the package; the ledger's entries about it have it as subject. */
  packageId: z.string(),
  /** 1 for the posting's first package, then 2, … */
  number: z.int().positive(),
  createdAt: moment,
  software: z.object({ name: z.string(), version: z.string() }),
  organisation: z.object({ id: z.string(), name: z.string() }),
  posting: z.object({ id: z.string(), platform: z.string(), url: z.string(), title: z.string() }),
  /** 证据 once two officers have each confirmed the capture; before that 线索. */
  standing: z.enum(['clue', 'evidence']),
  capture: z.object({ id: z.string(), kind: z.literal('full'), startedAt: moment, finishedAt: moment }),
  signer: z.object({
    algorithm: z.literal('Ed25519'),
    keyId: z.string(),
    /** 32 raw bytes in base64. */
    publicKey: z.string(),
  }),
  /** Authorities whose timestamps this package must hold; without one it is untimestamped by intent. */
  timestampAuthorities: z.array(z.string()),
  ledger: ledgerHead,
  /** Sorted by path in UTF-16 order. */
  members: z.array(member),
});
export type PackageManifest = z.infer<typeof packageManifest>;

/**
 * `seal.json`, as canonical JSON: the hashes of what came after the manifest, signed by the same key over the canonical JSON of this
 * object without `signature`. It adds no proof of time; it makes every byte of the package somebody's statement.
 */
export const packageSeal = z.strictObject({
  format: z.literal('guazheng-seal/1'),
  packageId: z.string(),
  /** `manifest.json`, `manifest.sig` and everything below `timestamps/`, sorted by path. */
  members: z.array(z.object({ path: memberPath, bytes: z.int().nonnegative(), sha256: hash })),
  /** 64 raw bytes in base64. */
  signature: z.string(),
});
export type PackageSeal = z.infer<typeof packageSeal>;

/** An entry as hashed (evidence/verify/ledger-entry.ts). `sequence` is decimal: it may pass 2^53. */
export const ledgerEntryFields = z.object({
  sequence: z.string().regex(/^[1-9]\d*$/),
  at: moment,
  kind: z.string(),
  subjectId: z.string(),
  subjectSha256: z.string(),
  previousHash: hash,
});
export type LedgerEntryFields = z.infer<typeof ledgerEntryFields>;

/** `evidence/ledger.json`: the entries that concern this package, each with the proof that it is in the tree under the head. */
export const ledgerExtract = z.strictObject({
  head: ledgerHead,
  entries: z.array(
    z.object({
      entry: ledgerEntryFields,
      hash,
      /** Inclusion proof (RFC 9162 section 2.1.3) of the leaf `sequence - 1` in the tree of `head.size`. */
      proof: z.array(hash),
    }),
  ),
  /** The newest entry is the head: its proof ties the chain's hash to the tree. */
  seals: z.array(
    z.object({
      head: ledgerHead,
      /** Consistency proof (RFC 9162 section 2.1.4) from the sealed tree to that of the extract's head. */
      consistency: z.array(hash),
      /** RFC 3161 responses over the canonical JSON of `head`, in base64. */
      timestamps: z.array(
        z.object({
          authority: z.string(),
          response: z.string(),
          certificates: z.array(z.string()),
          revocation: z.array(z.string()),
        }),
      ),
    }),
  ),
  /** Packages exported of this posting before, in order: who holds this one can ask for them. */
  earlierPackages: z.array(
    z.object({ packageId: z.string(), number: z.int().positive(), manifestSha256: hash, exportedAt: moment }),
  ),
});
export type LedgerExtract = z.infer<typeof ledgerExtract>;

/** `evidence/decisions.json` */
export const packageDecisions = z.strictObject({
  reviews: z.array(
    z.object({
      id: z.string(),
      /** `ruling`: a supervisor's, between two who disagree. */
      stage: z.enum(['first', 'second', 'ruling']),
      decision: z.enum(['confirmed', 'dismissed', 'more_needed']),
      categories: z.array(z.string()),
      articles: z.array(z.string()),
      /** Of a dismissal: why. */
      dismissal: z.string().optional(),
      /** Shared by decisions that were taken on near-duplicates at once. */
      bulkId: z.string().optional(),
      note: z.string(),
      by: namedPerson,
      sessionId: z.string(),
      at: moment,
    }),
  ),
  /** 两名执法人员的核实: that the recapture shows what the record says. */
  confirmations: z.array(
    z.object({
      id: z.string(),
      captureId: z.string(),
      by: namedPerson,
      sessionId: z.string(),
      at: moment,
      note: z.string(),
    }),
  ),
});
export type PackageDecisions = z.infer<typeof packageDecisions>;

/** `evidence/custody.json`: 保管记录, what happened to the evidence and by whom, each line with its entry in the ledger. */
export const packageCustody = z.strictObject({
  log: z.array(
    z.object({
      at: moment,
      act: z.string(),
      by: namedPerson.nullable(),
      object: z.string(),
      sha256: hash,
      sequence: z.string(),
    }),
  ),
});
export type PackageCustody = z.infer<typeof packageCustody>;

/** `evidence/law.json`: 法律依据 */
export const packageLaw = z.strictObject({
  articles: z.array(
    z.object({ law: z.string(), article: z.string(), text: z.string(), source: z.string(), asOf: z.string() }),
  ),
});

/** One line of a verifier's answer. `ok` null: it could not be checked. `code` names the reason for scripts where it is not ok. */
export interface VerificationCheck {
  check: string;
  ok: boolean | null;
  code?: string;
  detail: string;
}

export interface VerificationReport {
  result: 'valid' | 'valid but untimestamped' | 'cannot be checked' | 'not valid';
  /** The first failing check, or what could not be checked and why; empty when valid. */
  reason: string;
  checks: VerificationCheck[];
}
