import { packagePaths } from '../../../contracts/evidence-package.js';
import type { FullPageRecord } from '../../../contracts/full-capture.js';
import type { BlobStore } from '../../../evidence/blobs/blob-store.js';
import type { SigningKey } from '../../../evidence/keys.js';
import type { PackageInput, StampedBy } from '../../../evidence/package/write-package.js';
import { indexWarc } from '../../../evidence/warc/index-warc.js';
import { pagesJsonl } from '../../../evidence/warc/pages-jsonl.js';
import { writeWarc } from '../../../evidence/warc/write-warc.js';
import { pageTitle, pageUrl } from '../warc/captured-page.js';

/** What goes into the package of a capture, as far as web archives are concerned. */
export async function packageInput(capture: FullPageRecord, blobs: BlobStore, key: SigningKey): Promise<PackageInput> {
  const warc = await blobs.put(writeWarc(capture, blobs));
  const index = await indexWarc(blobs.stream(warc.sha256), 'data.warc.gz');
  const page = { id: 'capture-1', url: pageUrl, title: pageTitle, ts: capture.startedAt };
  return {
    facts: {
      format: 'guazheng-evidence/1',
      packageId: 'package-1',
      number: 1,
      createdAt: '2026-11-23T02:00:01Z',
      software: { name: 'guazheng-watch', version: '0.1.0' },
      organisation: { id: 'organisation-1', name: '某市人力资源和社会保障局' },
      posting: { id: 'posting-1', platform: '招聘网', url: pageUrl, title: pageTitle },
      standing: 'clue',
      capture: {
        id: 'capture-1',
        kind: 'full',
        startedAt: capture.startedAt,
        finishedAt: capture.finishedAt,
      },
      signer: {
        algorithm: 'Ed25519',
        keyId: key.keyId,
        publicKey: Buffer.from(key.publicKey).toString('base64'),
      },
      timestampAuthorities: [],
      ledger: { size: 1, hash: 'a'.repeat(64), root: 'b'.repeat(64) },
    },
    mainPage: { url: pageUrl, date: capture.startedAt },
    contents: [
      { path: packagePaths.warc, content: warc },
      { path: packagePaths.pages, content: Buffer.from(pagesJsonl([page])) },
      { path: packagePaths.index, content: Buffer.from(index) },
      { path: packagePaths.record, content: Buffer.from('{}') },
      {
        path: `${packagePaths.documents}电子数据提取笔录.pdf`,
        content: Buffer.from('%PDF'),
        mediaType: 'application/pdf',
      },
      { path: `${packagePaths.documents}证据清单.pdf`, content: Buffer.alloc(0) },
      { path: packagePaths.body, content: capture.body, mediaType: 'text/html; charset=gbk' },
    ],
    blobs,
    key,
    stamp: async () => [],
  };
}

/** What an authority sends, as far as a package's writer looks at it. */
export const stampBy = (authority: string): StampedBy => ({
  authority,
  response: Buffer.from(`response of ${authority}`),
  certificates: [Buffer.from('leaf'), Buffer.from('root')],
  revocation: [Buffer.from('list')],
});
