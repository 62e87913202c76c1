import type { PostingRow } from '../../contracts/posting-row.js';

export type MaskText = (posting: Pick<PostingRow, 'text' | 'company' | 'agency' | 'place'>) => string;

/** Trades and specialities in the names of credentials: what a template exchanges first. */
const specialties =
  '市政|房建|机电|公路|水利水电|水利|矿业|铁路|民航|港口与航道|港航|通信|土建|土木|安装|供配电|发输变电|电气|给排水|暖通|动力|岩土|道路|化工|煤矿|建筑施工|建筑|结构|消防|规划|测绘|环评|园林|石油|冶炼';
const holders =
  '建造师|造价工程师|造价师|监理工程师|安全工程师|消防工程师|结构工程师|工程师|建筑师|规划师|测绘师|评估师|会计师|税务师|经济师|药师|医师|护士|律师|教师|消防设施操作员|安全员|施工员|质量员|资料员|材料员';
const credentialName = `(?:注册|执业|国家|一级|二级|三级|初级|中级|高级|助理|监理|安全|造价)*(?:${specialties})*(?:${holders})(?:资格证书|资格证|执业证|注册证|证书|证)?`;

const digits =
  /[0-9零一二两三四五六七八九十百千万亿几半]+(?:[.,:~～至到—–-]+[0-9零一二两三四五六七八九十百千万亿几半]+)*/g;
const callNames =
  /[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤](?:工|总|经理|老师|女士|先生|小姐|哥|姐|主任|师傅|院长|店长|老板|会计|律师)/g;
const provinces =
  '北京|天津|河北|山西|内蒙古|辽宁|吉林|黑龙江|上海|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|重庆|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆';
const formOfCompany =
  /(?:股份|人力资源|工程|建设|建筑|科技|咨询|服务|集团)*(?:股份|集团|责任|有限|服务)*(?:公司|分公司|事务所|设计院|研究院|中心|集团|医院|药房|学校)$/;

/**
 * Prepares the masking of a posting's text, so that two texts from one template read alike: names of credentials become §, the company,
 * the agency, the places and persons addressed by surname @, numbers in digits or numerals #. The text should be of normal form.
 *
 * @param credentials further names of credentials, those of the lexicon
 */
export function createMask(credentials: readonly string[]): MaskText {
  const byLength = [...credentials].sort((a, b) => b.length - a.length).map(escaped);
  const credential = new RegExp([credentialName, ...byLength, specialties].join('|'), 'g');
  return ({ text, company = '', agency = '', place = '' }) => {
    const names = [...namesOf(company, place), ...namesOf(agency, place), ...placesOf(place)].sort(
      (a, b) => b.length - a.length,
    );
    const name = new RegExp([...names.map(escaped), `(?:${provinces})(?:省|市|自治区)?`].join('|'), 'g');
    return text.replace(name, '@').replace(callNames, '@').replace(credential, '§').replace(digits, '#');
  };
}

/** A company's full name, the name without its legal form, and that without the place in front: texts say the shorter ones. */
function namesOf(company: string, place: string): string[] {
  const short = company.replace(formOfCompany, '');
  const bare = place.includes(short.slice(0, 2)) ? short.slice(2) : short;
  return [company, short, bare].filter((name) => name.length >= 2);
}

/** The parts of a place: 湖北襄阳樊城区 is said as 襄阳, 樊城区 and 樊城 too. */
function placesOf(place: string): string[] {
  const parts = place
    .replace(new RegExp(provinces, 'g'), ' ')
    .split(/[^\u3400-\u9fff]+|(?<=[省市区县州盟旗镇])/u)
    // Most names of cities have two characters.
    .flatMap((part) => (part.length >= 4 ? [part, part.slice(0, 2), part.slice(2)] : [part]));
  return parts.flatMap((part) => [part, part.replace(/[省市区县州盟旗镇]$/u, '')]).filter((part) => part.length >= 2);
}

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
