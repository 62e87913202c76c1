import { createHash } from 'node:crypto';
import type { Category, DealTerms, Element, Reason } from '../../contracts/verdict.js';
import type { Database } from '../../prisma/open-database.js';

/** Text that would run, load or mislead if anything took it for markup. */
export const hostile = {
  title: '<img src=x onerror="alert(1)">一建转注册',
  company: '<script>alert(2)</script>有限公司',
  agency: '"><svg onload=alert(3)>人力资源',
  salary: '{{constructor.constructor("alert(4)")()}}',
  place: 'javascript:alert(5)//100%_\\',
  headcount: '\u202E人3',
  text: '<iframe srcdoc="<script>alert(6)</script>"></iframe>\n收一级建造师\u200B证书，不用到岗，每年\u202E元万三\u202C，<a href="javascript:alert(7)">点此</a>联系。</div></body>',
  url: 'javascript:alert(document.domain)',
  platform: '<b>粗体</b>平台',
} as const;

/** A PNG of one pixel. */
export const onePixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const sha256 = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex');
const onePixelSha256 = sha256(onePixel);

interface SeededPosting {
  platform: number;
  title: string;
  company: string;
  agency: string;
  salary: string;
  place: string;
  headcount: string;
  text: string;
  url: string;
  probability: number;
  band: string;
  /** The words that are marked, each with why. */
  marked: [field: Reason['field'], words: string, why: string][];
  categories: Category[];
  side: string | null;
  terms: DealTerms;
  missing: Element[];
  browser: boolean;
}

const rental: Omit<SeededPosting, 'platform' | 'probability' | 'company' | 'title' | 'browser'> = {
  band: 'flagged',
  agency: '江汉企服人力资源有限公司',
  salary: '面议',
  place: '武汉',
  headcount: '',
  text: '长期收一级建造师，市政、机电均可，转注册，三年一付，不用到岗，不影响现单位上班。\n\n每年三万二，注册成功当天付清。唯一社保可配合停保。\n有证的朋友加微信 guaz0000 详谈，同行勿扰。',
  url: 'https://jobs.example/postings/1',
  marked: [
    ['text', '收一级建造师', '“收”加证书名：收购或租用资格证书的行业说法'],
    ['text', '转注册，三年一付，不用到岗', '注册、付款与不到岗连在一起，是证书租用的交易条件'],
    ['text', '不用到岗', '明说持证人不必实际工作'],
    ['text', '每年三万二', '按年计价，数额与挂证行情相符，而非月薪'],
    ['text', '唯一社保可配合停保', '谈论参保配合，指向注册审查'],
  ],
  categories: ['credential_rental', 'false_job'],
  side: 'buyer',
  terms: {
    credential: '一级建造师',
    specialty: '市政、机电',
    registration: 'transfer',
    termMonths: 36,
    pricePerYear: 32_000,
    socialInsurance: 'sole',
    attendance: 'none',
    province: '湖北',
    contact: '微信 guaz0000',
  },
  missing: ['headcount', 'conditions', 'duties', 'pay'],
};

const genuine: typeof rental = {
  band: 'clear',
  agency: '',
  salary: '15000-22000元/月',
  place: '武汉市江夏区',
  headcount: '2人',
  text: '负责项目现场的进度、质量和安全，组织图纸会审，编制施工方案。须持二级建造师证并全职到岗，双休，五险一金。',
  url: 'https://jobs.example/postings/2',
  marked: [],
  categories: [],
  side: null,
  terms: { credential: '二级建造师', attendance: 'full' },
  missing: [],
};

function postings(): SeededPosting[] {
  const companies = [
    '汉江路桥建设集团有限公司',
    '楚建工程咨询有限公司',
    '东湖机电安装有限公司',
    '武昌市政园林有限公司',
  ];
  const titles = [
    '诚聘一级建造师（市政）',
    '二建机电 转注',
    '高薪寻求注册岩土工程师合作',
    '注册电气 供配电 长期有效',
    '项目经理',
  ];
  const named = (index: number) => ({
    platform: index % 3,
    company: companies[index % companies.length] ?? '',
    title: `${titles[index % titles.length]}${index + 1}`,
    browser: index % 2 === 0,
  });
  return [
    {
      ...rental,
      ...hostile,
      platform: 2,
      probability: 0.9996,
      browser: true,
      marked: [
        ['title', '<img src=x onerror="alert(1)">一建转注册', '标题写明“转注册”，<b>且</b>没有岗位名称'],
        ['text', '收一级建造师\u200B证书', '“收”加证书名，中间夹有隐藏字符'],
        ['text', '一级建造师\u200B证书，不用到岗', '证书与不到岗连在一起'],
        ['company', '<script>alert(2)</script>', '单位名称不真实'],
      ],
      terms: { ...rental.terms, contact: '<img src=x onerror=alert(8)>' },
    },
    // Ten of the same probability: paging has to settle ties by id.
    ...Array.from({ length: 10 }, (_, index) => ({ ...rental, ...named(index), probability: 0.97 })),
    ...Array.from({ length: 5 }, (_, index) => ({ ...rental, ...named(index), probability: 0.9 - index / 100 })),
    ...Array.from({ length: 6 }, (_, index) => ({
      ...rental,
      ...named(index),
      band: 'borderline',
      agency: '',
      categories: ['false_job' as const],
      marked: rental.marked.slice(0, 1),
      probability: 0.6 - index / 50,
    })),
    ...Array.from({ length: 9 }, (_, index) => ({ ...genuine, ...named(index), probability: 0.05 / (index + 1) })),
  ];
}

/** What `seedPostings` wrote, by the words of these tests. */
export interface Seeded {
  /** All postings in the order of the list. */
  ids: string[];
  hostileId: string;
  agencyId: string;
  captureWithScreenshot: string;
  captureWithoutScreenshot: string;
  /** SHA-256 of the body of the first posting's capture. */
  bodySha256: string;
}

/** Writes 31 judged postings on three platforms (16 flagged, 6 borderline, 9 clear), and one that is not judged yet. */
export async function seedPostings(
  db: Database,
  screenshotSha256: string = onePixelSha256,
  body: Uint8Array = Buffer.from('<script>alert(9)</script>'),
): Promise<Seeded> {
  await db.organisation.create({ data: { id: 'hubei', name: '湖北省人力资源和社会保障厅' } });
  await db.classifierRelease.create({ data: { id: 'release-1', blobSha256: sha256('release') } });
  const names = ['荆楚人才网', '长江求职', hostile.platform];
  const runs = await Promise.all(names.map((name, index) => createRun(db, `platform-${index}`, name)));
  const agencyIds = new Map<string, string>();
  const seeded: { id: string; captureId: string; posting: SeededPosting }[] = [];
  for (const [index, posting] of postings().entries()) {
    if (posting.agency !== '' && !agencyIds.has(posting.agency)) {
      agencyIds.set(
        posting.agency,
        (await db.agency.create({ data: { id: `agency-${agencyIds.size}`, name: posting.agency } })).id,
      );
    }
    const task = await createTask(db, runs[posting.platform] ?? '', posting.url + index, 'done');
    const capture = await db.capture.create({
      data: {
        crawlTaskId: task.id,
        finalUrl: posting.url,
        status: 200,
        method: posting.browser ? 'browser' : 'http',
        remoteAddress: '203.0.113.7',
        bodySha256: sha256(body),
        bodyBytes: body.byteLength,
        screenshotSha256: posting.browser ? screenshotSha256 : null,
        record: {},
        capturedAt: new Date(Date.UTC(2026, 10, 21, 17, index)),
      },
    });
    const row = await db.posting.create({
      data: {
        platformId: `platform-${posting.platform}`,
        key: String(index),
        keySha256: sha256(String(index)),
        url: posting.url,
        agencyId: agencyIds.get(posting.agency) ?? null,
        firstSeenAt: new Date(Date.UTC(2026, 10, 21, 17, index)),
        lastSeenAt: new Date(Date.UTC(2026, 10, 22, 2)),
        band: posting.band,
        probability: posting.probability,
      },
    });
    const version = await createVersion(db, row.id, 1, capture.id, posting);
    await db.verdict.create({ data: verdictOf(posting, version.id) });
    seeded.push({ id: row.id, captureId: capture.id, posting });
  }
  await createUnjudged(db, seeded[0]?.captureId ?? '');
  await createTask(db, runs[0] ?? '', 'https://jobs.example/gone', 'dead');
  await createTask(db, runs[0] ?? '', 'https://jobs.example/forbidden', 'refused');

  const ordered = [...seeded].sort((a, b) => b.posting.probability - a.posting.probability || (a.id < b.id ? -1 : 1));
  return {
    ids: ordered.map(({ id }) => id),
    hostileId: ordered[0]?.id ?? '',
    agencyId: agencyIds.get(rental.agency) ?? '',
    captureWithScreenshot: seeded.find(({ posting }) => posting.browser)?.captureId ?? '',
    captureWithoutScreenshot: seeded.find(({ posting }) => !posting.browser)?.captureId ?? '',
    bodySha256: sha256(body),
  };
}

async function createRun(db: Database, platformId: string, name: string): Promise<string> {
  await db.platform.create({ data: { id: platformId, organisationId: 'hubei', name } });
  const version = await db.platformVersion.create({ data: { platformId, number: 1, yaml: '', sha256: sha256('') } });
  const run = await db.crawlRun.create({
    data: { platformVersionId: version.id, pageBudget: 100, startedAt: new Date('2026-11-21T17:00:00Z') },
  });
  return run.id;
}

function createTask(db: Database, crawlRunId: string, url: string, state: 'done' | 'dead' | 'refused') {
  return db.crawlTask.create({ data: { crawlRunId, url, urlSha256: sha256(url), kind: 'detail', state } });
}

/** Adds a version whose words are `posting`'s; the newest judged one is what readers see. */
export function createVersion(
  db: Database,
  postingId: string,
  number: number,
  captureId: string,
  { title, company, agency, salary, place, headcount, text }: Omit<SeededPosting, 'platform' | 'marked'>,
) {
  const words = { title, company, agency, salary, place, headcount, text };
  return db.postingVersion.create({
    data: {
      postingId,
      number,
      contentSha256: sha256(JSON.stringify(words)),
      ...words,
      publishedAt: '2026年11月20日',
      captureId,
      seenAt: new Date('2026-11-21T17:00:00Z'),
    },
  });
}

function verdictOf(posting: SeededPosting, postingVersionId: string) {
  const { band, probability, categories, side, terms, missing } = posting;
  const reasons = posting.marked.map(([field, words, why], index): Reason => {
    const start = posting[field].indexOf(words);
    if (start === -1) throw new Error(`The seeded ${field} does not hold ${words}`);
    return { rule: `rule-${index}`, field, start, end: start + words.length, text: words, why };
  });
  return {
    postingVersionId,
    releaseId: 'release-1',
    band,
    probability,
    categories,
    side,
    terms,
    missing,
    reasons: reasons.map((each) => ({ ...each })),
  };
}

async function createUnjudged(db: Database, captureId: string): Promise<void> {
  const seen = new Date('2026-11-22T02:00:00Z');
  const posting = {
    platformId: 'platform-0',
    key: 'unjudged',
    keySha256: sha256('unjudged'),
    url: '',
    firstSeenAt: seen,
    lastSeenAt: seen,
  };
  await db.posting.create({ data: { id: 'unjudged', ...posting } });
  await createVersion(db, 'unjudged', 1, captureId, {
    ...genuine,
    title: '',
    company: '',
    probability: 0,
    browser: false,
  });
}
