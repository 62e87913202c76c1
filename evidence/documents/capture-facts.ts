import type { EvidenceRecord } from '../../contracts/evidence-record.js';
import { describePicture } from '../record/describe-picture.js';
import { beijingMinute, beijingSecond } from './beijing-time.js';
import { abridged, grouped, orBlank, orNotShown } from './blanks.js';
import { chineseNames, nameOf } from './chinese-names.js';
import type { DocumentFacts } from './document-facts.js';

/** How many resources that did not come are named; a page may ask for thousands. */
const mostFailedResources = 20;

/** What the capture's record says: when, by whose order, from where, how, with what, and what came of it. */
export function captureFacts(record: EvidenceRecord) {
  const { order, posting, platform, page, tools, machine, witness } = record;
  return {
    线索编号: orBlank(order.clueNumber),
    采集编号: record.captureId,
    采集方式: chineseNames.kind[record.kind],
    采集原因: (order.by ? chineseNames.reason : chineseNames.reasonWithoutPerson)[order.reason],
    采集指令编号: order.id,
    采集指令时间: beijingMinute(order.at),
    采集指令人: giverOf(order),
    采集开始时间: beijingSecond(page.startedAt),
    采集结束时间: beijingSecond(page.finishedAt),
    采集依据: orNotShown(platform.ground),
    证明对象: orBlank(record.proves),

    有见证人: witness.name !== null,
    见证人: witness.name === null ? '无' : orBlank(witness.name),
    无见证人原因: witness.name === null ? orBlank(witness.absentBecause) : '不适用',
    ...clockFacts(record.clock),

    页面标题: orNotShown(page.title),
    招聘单位: orNotShown(posting.company),
    发布机构: orNotShown(posting.agency),
    统一社会信用代码: orNotShown(posting.creditCode),
    许可证编号: orNotShown(posting.licenceNumber),
    备案号: orNotShown(posting.icpFiling),
    信息编号: orNotShown(posting.key),
    信息网址: abridged(posting.url),
    平台名称: abridged(platform.name),
    平台版本: `第${platform.version}版，平台文件 SHA-256：${platform.fileSha256}`,

    步骤: stepsOf(record),
    请求网址: abridged(page.requestedUrl),
    最终网址: abridged(page.finalUrl),
    有跳转: page.redirects.length > 0,
    跳转: page.redirects.map(({ url, status, location }, index) => ({
      序号: String(index + 1),
      网址: abridged(url),
      状态码: String(status),
      去向: abridged(location),
    })),
    状态码: String(page.status),
    解析地址: orNotShown(page.resolvedAddresses.join('、')),
    服务器地址: addressOf(page),
    安全连接: connectionOf(page.tls),
    资源数: grouped(page.resources),
    有未取得资源: page.failedResources.length > 0,
    未取得资源数: grouped(page.failedResources.length),
    未取得资源: page.failedResources.slice(0, mostFailedResources).map(({ url, failure }) => ({
      网址: abridged(url),
      原因: orNotShown(failure),
    })),

    主机: orNotShown(machine.host),
    操作系统: orNotShown(machine.system),
    采集工具: `${tools.name} ${tools.version}`,
    运行环境: `Node.js ${tools.node.replace(/^v/, '')}`,
    浏览器: tools.browser ?? '未使用浏览器',

    截图范围: describePicture(page),
    文件数: grouped(record.files.length),
    文件: record.files.map(({ path, what, mediaType, bytes, sha256, sm3 }, index) => ({
      序号: String(index + 1),
      文件名: abridged(path),
      说明: orNotShown(what),
      类型: orNotShown(mediaType),
      大小: `${grouped(bytes)}字节`,
      SHA256: sha256,
      SM3: sm3,
      哈希值: `SHA-256：${sha256}\nSM3：${sm3}`,
    })),
    ...comparisonFacts(record.comparison),
  } satisfies Partial<DocumentFacts>;
}

function giverOf({ by, reason }: EvidenceRecord['order']): string {
  if (by) return personOf(by);
  return reason === 'flagged' ? '系统按研判结果自动下达，没有指令人' : '未指明';
}

function personOf({ name, credentialNumber }: { name: string; credentialNumber: string }): string {
  return `${name}（执法证号：${orBlank(credentialNumber)}）`;
}

function clockFacts({ source, synchronised, offsetMilliseconds, comparedWith }: EvidenceRecord['clock']) {
  const synchronisation = {
    true: '系统报告时钟与时间服务器保持同步',
    false: '系统报告时钟未与时间服务器同步',
    null: '系统未说明时钟是否同步',
  };
  let offset = '采集前没有可以比对的可信时间戳';
  if (offsetMilliseconds !== null) {
    const seconds = `${Math.abs(offsetMilliseconds) / 1000}秒`;
    const direction = offsetMilliseconds > 0 ? `慢${seconds}` : offsetMilliseconds < 0 ? `快${seconds}` : '无偏差';
    offset = `与时间戳机构${comparedWith ? `（${abridged(comparedWith)}）` : ''}最近一次的时间相比，系统时钟${direction}`;
  }
  return { 时钟来源: orNotShown(source), 时钟同步: synchronisation[`${synchronised}`], 时钟偏差: offset };
}

/** The last step is the page itself, whose received body is among the files. */
function stepsOf({ entrySteps, page, files }: EvidenceRecord) {
  const body = files.find(({ path }) => path.endsWith('body.bin'));
  const last = {
    at: page.startedAt,
    what: '打开本招聘信息的页面并采集',
    url: page.requestedUrl,
    bodySha256: body?.sha256 ?? '见文件清单',
  };
  return [...entrySteps, last].map(({ at, what, url, bodySha256 }, index) => ({
    序号: String(index + 1),
    时间: beijingSecond(at),
    内容: orNotShown(what),
    网址: abridged(url),
    正文SHA256: bodySha256,
  }));
}

function addressOf({ remoteAddress, remotePort }: EvidenceRecord['page']): string {
  if (remoteAddress === '') return '未取得';
  return remoteAddress.includes(':') ? `[${remoteAddress}]:${remotePort}` : `${remoteAddress}:${remotePort}`;
}

function connectionOf(tls: EvidenceRecord['page']['tls']): string {
  if (tls === null) return '未加密的 HTTP，没有证书';
  return `${tls.protocol}，${tls.cipher}；网站证书有效期自${dateOf(tls.validFrom)}至${dateOf(tls.validTo)}，证书链共${tls.certificateChain.length}份`;
}

/** The record keeps a certificate's dates as they were received, which need not be ISO. */
function dateOf(text: string): string {
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? text : beijingMinute(new Date(milliseconds).toISOString());
}

function comparisonFacts(comparison: EvidenceRecord['comparison']) {
  if (comparison === null) {
    return {
      有比对: false,
      比对结论: '采集时没有与线索比对',
      线索时间: '不适用',
      线索内容SHA256: '不适用',
      有变化: false,
      变化: [],
    };
  }
  const shown = (text: string) => (text.trim() === '' ? '（空）' : abridged(text));
  return {
    有比对: true,
    比对结论: chineseNames.comparison[comparison.state],
    线索时间: beijingSecond(comparison.seenAt),
    线索内容SHA256: comparison.contentSha256,
    有变化: comparison.changes.length > 0,
    变化: comparison.changes.map(({ field, before, after }) => ({
      项目: nameOf(chineseNames.field, field),
      线索所见: shown(before),
      本次所见: shown(after),
    })),
  };
}
