import { packagePaths } from '../../contracts/evidence-package.js';
import type { ComparisonWithClue, EvidenceRecord, HashedFile } from '../../contracts/evidence-record.js';
import type { FullPageRecord } from '../../contracts/full-capture.js';
import { beijingSecond } from '../documents/beijing-time.js';
import { describePicture } from './describe-picture.js';

/** What the record says beside what the crawler saw. */
export type RecordFacts = Pick<EvidenceRecord, 'captureId' | 'order' | 'clock' | 'entrySteps'> & {
  readonly posting: Omit<EvidenceRecord['posting'], 'icpFiling'>;
  readonly platform: Omit<EvidenceRecord['platform'], 'ground'>;
  readonly witness: string | null;
  readonly host: string;
  readonly comparison: ComparisonWithClue;
};

export interface FullCaptureFiles {
  readonly warc: HashedFile;
  readonly body: HashedFile;
  readonly dom: HashedFile;
  readonly screenshot: HashedFile;
  readonly pdf: HashedFile;
}

/** 采集记录 of a full capture. */
export function buildRecord(page: FullPageRecord, files: FullCaptureFiles, facts: RecordFacts): EvidenceRecord {
  const { posting, platform, witness, host, comparison, ...given } = facts;
  const { name, version, node, browser, system } = page.tool;
  const { requestedUrl, finalUrl, title, redirects, status, resolvedAddresses, remoteAddress, remotePort } = page;
  const { requestHeaders, responseHeaders, startedAt, finishedAt, pageHeight, pictureHeight } = page;
  return {
    format: 'guazheng-capture/1',
    kind: 'full',
    ...given,
    posting: { ...posting, icpFiling: findIcpFiling(page.visibleText ?? '') },
    platform: { ...platform, ground: page.legalBasis?.basis ?? 'robots.txt 允许访问的公开网页' },
    witness: {
      name: witness,
      absentBecause: witness === null ? '对互联网公开网页由程序自动采集，采集时无见证人' : '',
    },
    page: {
      ...{ requestedUrl, finalUrl, title, redirects, status, resolvedAddresses, remoteAddress, remotePort },
      ...{ requestHeaders, responseHeaders, startedAt, finishedAt, pageHeight, pictureHeight },
      tls: tlsOf(page),
      resources: page.resources.length,
      failedResources: page.resources.flatMap(({ url, failure }) => (failure === null ? [] : [{ url, failure }])),
    },
    machine: { host, system },
    tools: { name, version, node, browser },
    files: [
      fileOf('warc', 'application/warc', '网页归档（WARC），含全部资源', files),
      fileOf('body', 'application/octet-stream', '服务器返回的网页原始字节', files),
      fileOf('dom', 'text/html', '浏览器渲染后的网页源码', files),
      fileOf('screenshot', 'image/png', describePicture(page), files),
      fileOf('pdf', 'application/pdf', '网页打印件（PDF）', files),
    ],
    comparison,
    proves: provesOf(posting, page, comparison),
  };
}

function fileOf(
  name: keyof FullCaptureFiles,
  mediaType: string,
  what: string,
  files: FullCaptureFiles,
): EvidenceRecord['files'][number] {
  return { path: packagePaths[name], mediaType, what, ...files[name] };
}

function tlsOf({ tls, certificateChain }: FullPageRecord): EvidenceRecord['page']['tls'] {
  if (tls === null) return null;
  const { protocol, cipher, validFrom, validTo } = tls;
  return { protocol, cipher, validFrom, validTo, certificateChain };
}

function provesOf(
  { agency, company, url }: RecordFacts['posting'],
  { finishedAt }: FullPageRecord,
  comparison: ComparisonWithClue,
): string {
  const publisher = agency || company || '发布者';
  const published = `${publisher}在该网页上公开发布了所采集的招聘信息`;
  const shown = {
    unchanged: published,
    changed: `${published}，其内容与线索发现时相比有变化`,
    gone: '该网页已不存在',
    unreadable: '该网页没有显示可以读取的招聘信息',
  };
  return `证明${beijingSecond(finishedAt)}，网址 ${url} 的状态：${shown[comparison.state]}。`;
}

/** ICP filing as pages show it to visitors, mostly at their foot, such as 鄂ICP备12345678号-1. */
function findIcpFiling(text: string): string | null {
  return /[\p{Script=Han}]ICP[备证]\s?\d{6,10}号(?:-\d{1,3})?/u.exec(text)?.[0] ?? null;
}
