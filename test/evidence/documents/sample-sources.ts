import { createHash } from 'node:crypto';
import type { NamedPerson } from '../../../contracts/evidence-record.js';
import type { DocumentSources } from '../../../evidence/documents/make-facts.js';
import { articlesFor } from '../../../evidence/law/articles-for.js';

const hashesOf = (words: string) => ({
  sha256: createHash('sha256').update(words).digest('hex'),
  sm3: createHash('sm3').update(words).digest('hex'),
});

export const officers: readonly [NamedPerson, NamedPerson] = [
  { id: 'u1', name: '甄示例', credentialNumber: '示-2026-0001', role: 'officer' },
  { id: 'u2', name: '欧阳样本', credentialNumber: '示-2026-0002', role: 'supervisor' },
];

const longCompany = '示范省样本市高新技术产业开发区某某建筑工程项目管理咨询服务集团股份有限责任公司第一分公司';
const encoded = '%E6%8B%9B%E8%81%98'.repeat(12);

/** Invented sources with everything in them: forty files, long addresses, long names. */
export function sampleSources(): DocumentSources {
  const body = hashesOf('body');
  const files = [
    { path: 'evidence/screenshot.png', mediaType: 'image/png', what: '整页截图', bytes: 1_843_221 },
    { path: 'evidence/page.pdf', mediaType: 'application/pdf', what: '打印为 PDF 的页面', bytes: 402_113 },
    { path: 'evidence/dom.html', mediaType: 'text/html', what: '渲染后的文档', bytes: 88_120 },
    { path: 'archive/data.warc.gz', mediaType: 'application/warc', what: '网页全部请求和响应', bytes: 12_345_678 },
    ...Array.from({ length: 35 }, (_, index) => ({
      path: `evidence/resources/${hashesOf(`r${index}`).sha256}.bin`,
      mediaType: 'application/octet-stream',
      what: `网页资源第${index + 1}号`,
      bytes: 1000 * index + 7,
    })),
  ].map((file) => ({ ...file, ...hashesOf(file.path) }));
  return {
    record: {
      format: 'guazheng-capture/1',
      captureId: '019aa0b1-2c3d-7e4f-8a5b-6c7d8e9f0a1b',
      kind: 'full',
      order: {
        id: '019aa0b1-0000-7e4f-8a5b-6c7d8e9f0a1b',
        reason: 'recapture',
        by: officers[0],
        at: '2026-11-23T05:58:00.000Z',
        clueNumber: '示线索〔2026〕17号',
      },
      witness: { name: null, absentBecause: '网络远程采集，采集现场没有第三人' },
      clock: {
        source: 'chrony（示例授时服务器）',
        synchronised: true,
        offsetMilliseconds: 12,
        comparedWith: 'http://tsa.example.test/tsr',
      },
      posting: {
        id: 'p1',
        key: 'JOB-20261123-000017',
        url: `https://jobs.example.test/detail/${encoded}?id=17&from=${encoded}`,
        company: longCompany,
        agency: '某某人力资源服务有限公司',
        creditCode: '91420000MA00000000',
        licenceNumber: '(示)人服证字〔2024〕第0000000017号',
        icpFiling: null,
      },
      platform: {
        id: 'demo',
        name: '示例招聘网',
        version: 3,
        fileSha256: hashesOf('platform').sha256,
        ground: 'robots.txt 许可（2026年11月23日取得）',
      },
      entrySteps: [
        {
          url: 'https://jobs.example.test/',
          at: '2026-11-23T06:04:31.000Z',
          captureId: 'c1',
          bodySha256: hashesOf('home').sha256,
          what: '打开入口页',
        },
        {
          url: `https://jobs.example.test/list?keyword=${encoded}&page=2`,
          at: '2026-11-23T06:04:40.000Z',
          captureId: 'c2',
          bodySha256: hashesOf('list').sha256,
          what: '打开列表页第2页',
        },
      ],
      page: {
        requestedUrl: `https://jobs.example.test/detail/${encoded}?id=17&from=${encoded}`,
        finalUrl: `https://jobs.example.test/detail/17?token=${'a1B2c3D4'.repeat(40)}`,
        title: '诚聘一级建造师（市政）可不出场，长期合作，待遇优厚，欢迎来电咨询 - 示例招聘网',
        redirects: [
          {
            url: `https://jobs.example.test/detail/${encoded}?id=17`,
            status: 302,
            location: `https://jobs.example.test/detail/17?token=${'a1B2c3D4'.repeat(40)}`,
          },
        ],
        status: 200,
        resolvedAddresses: ['192.0.2.17', '2001:db8::17'],
        remoteAddress: '192.0.2.17',
        remotePort: 443,
        tls: {
          protocol: 'TLS 1.3',
          cipher: 'AES_128_GCM',
          validFrom: '2026-09-01T00:00:00.000Z',
          validTo: '2026-12-01T00:00:00.000Z',
          certificateChain: ['PEM', 'PEM'],
        },
        requestHeaders: {},
        responseHeaders: {},
        startedAt: '2026-11-23T06:05:07.000Z',
        finishedAt: '2026-11-23T06:05:21.000Z',
        resources: 37,
        failedResources: [
          { url: `https://ads.example.test/pixel?u=${encoded}`, failure: 'net::ERR_BLOCKED_BY_CLIENT' },
        ],
      },
      machine: { host: 'evidence-01', system: 'Debian GNU/Linux 12 (bookworm), Linux 6.1.0 x86_64' },
      tools: { name: 'guazheng-watch', version: '0.1.0', node: 'v20.20.0', browser: 'Chromium 156.0.0.0' },
      files: [
        { path: 'evidence/body.bin', mediaType: 'text/html', what: '所收到的正文', bytes: 65_536, ...body },
        ...files,
      ],
      comparison: {
        state: 'changed',
        postingVersionId: 'v1',
        contentSha256: hashesOf('clue').sha256,
        seenAt: '2026-11-20T01:02:03.000Z',
        changes: [
          { field: 'salary', before: '3万/年', after: '面议' },
          {
            field: 'text',
            before: '一级建造师市政专业，初始注册，\n不出场，无社保，年付三万元，先款后证。'.repeat(6),
            after: '一级建造师市政专业，可全职，薪资面议。',
          },
        ],
        row: { text: '一级建造师市政专业，可全职，薪资面议。' },
      },
      proves: '该网页于采集时发布了所载的招聘信息，以及其与线索相比的变化。',
    },
    decisions: {
      reviews: [
        {
          id: 'r1',
          stage: 'first',
          decision: 'confirmed',
          categories: ['credential_rental'],
          articles: [],
          note: '薪资以年计，不要求到岗，符合“挂证”特征，见ABCDEFGHIJKLMNOPQRSTU。',
          by: { id: 'u3', name: '司马例', credentialNumber: '', role: 'reviewer' },
          sessionId: 's3',
          at: '2026-11-21T02:00:00.000Z',
        },
        {
          id: 'r2',
          stage: 'second',
          decision: 'confirmed',
          categories: ['credential_rental', 'false_job'],
          articles: [],
          note: '同意。',
          by: officers[1],
          sessionId: 's4',
          at: '2026-11-21T08:30:00.000Z',
        },
      ],
      confirmations: officers.map((by, index) => ({
        id: `k${index}`,
        captureId: '019aa0b1-2c3d-7e4f-8a5b-6c7d8e9f0a1b',
        by,
        sessionId: `s${index}`,
        at: `2026-11-23T07:1${index}:00.000Z`,
        note: '',
      })),
    },
    verdict: {
      categories: ['credential_rental'],
      missing: ['headcount', 'duties', 'place'],
      reasons: [
        { rule: 'a', field: 'title', start: 0, end: 4, text: '可不出场', why: '持证人不到岗' },
        { rule: 'b', field: 'text', start: 0, end: 9, text: '年付三万元，先款后证', why: '以年计价，与岗位薪酬不符' },
      ],
    },
    organisation: { name: '示范省样本市人力资源和社会保障局' },
    articles: articlesFor(['credential_rental', 'false_job']),
    manifest: {
      packageId: '019aa0b2-1111-7e4f-8a5b-6c7d8e9f0a1b',
      number: 2,
      createdAt: '2026-11-23T08:00:09.000Z',
      standing: 'evidence',
      ledger: { size: 48_211, hash: hashesOf('head').sha256, root: hashesOf('root').sha256 },
    },
    recipient: '示范省住房和城乡建设厅',
  };
}
