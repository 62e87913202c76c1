import { cities, provinces } from './regions.js';

/** A company's name taken apart: 湖北省武汉市楚才人力资源服务（集团）有限公司. */
export interface CompanyName {
  /** Province and city as named, without their titles: `湖北`, `武汉`. */
  readonly regions: readonly string[];
  /** What is left without regions, brackets and legal form: `楚才人力资源服务集团`. */
  readonly core: string;
  /** The core without what any company of the trade is called: `楚才`. Empty where nothing else is there. */
  readonly own: string;
}

/** 企业名称登记管理规定 art. 6: region, own name, trade, legal form. A branch adds its own place behind. */
const legalForm =
  /(?:股份有限公司|有限责任公司|责任有限公司|有限公司|股份公司|公司)(?:\p{Script=Han}{1,8}分公司)?$|分公司$/u;

const tradeWords =
  /人力资源|人才资源|企业管理|商务信息|信息技术|网络科技|建筑工程|建设工程|教育科技|人才市场|人才|人事|人力|劳务|派遣|外包|中介|猎头|职业|就业|招聘|服务|咨询|顾问|管理|科技|信息|技术|集团|发展|实业|建筑|建设|工程/g;

const brackets = /[()[\]{}（）［］【】〔〕〈〉《》「」]/g;

/** Takes a company's name apart. Names written in full width, with other brackets, blanks or another legal form give the same parts. */
export function readCompanyName(name: string): CompanyName {
  const plain = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s·•.,，。、]/g, '');
  const regions: string[] = [];
  let rest = plain.replace(/[([（【〔](?<inside>[^)\]）】〕]{1,10})[)\]）】〕]/g, (whole, inside: string) => {
    const taken = takeRegions(inside);
    // 楚才人力（武汉）有限公司: the brackets hold a region and nothing else.
    if (taken.rest !== '' || taken.regions.length === 0) return whole;
    regions.push(...taken.regions);
    return '';
  });
  const leading = takeRegions(rest);
  regions.unshift(...leading.regions);
  rest = leading.rest.replace(brackets, '');
  const core = rest.replace(legalForm, '') || rest;
  return { regions: [...new Set(regions)], core, own: core.replace(tradeWords, '') };
}

/** Takes the regions from the beginning of a name: province, city, and what calls itself a city, district or county. */
function takeRegions(name: string): { regions: string[]; rest: string } {
  const regions: string[] = [];
  let rest = name;
  for (const known of [provinces, cities]) {
    const region = known.find((one) => rest.startsWith(one));
    if (region === undefined) continue;
    regions.push(region);
    rest = rest.slice(region.length).replace(/^(?:壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区|省|市)/, '');
  }
  const titled = /^(?<region>\p{Script=Han}{2,3}?)(?:市(?![政场])|区|县)/u.exec(rest)?.groups?.region;
  if (titled !== undefined && !/[人力资源劳务]/.test(titled)) {
    regions.push(titled);
    rest = rest.slice(titled.length + 1);
  }
  return { regions, rest };
}
