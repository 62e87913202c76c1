import { integerOf, pickOf, type Random, sampleOf, seededRandom } from '../../fixtures/seeded-random.js';

/** A posting of the bench's site. Everything in it is invented. */
export interface InventedPosting {
  readonly number: number;
  readonly title: string;
  readonly company: string;
  readonly salary: string;
  readonly place: string;
  readonly publishedAt: string;
  /** Lines of the description. */
  readonly lines: readonly string[];
}

/** One posting in ten rents a credential out, so that every part of a verdict has work. */
const rentalShare = 0.1;

/** The posting of a number: the same whenever and wherever it is made. */
export function inventedPosting(number: number): InventedPosting {
  const random = seededRandom(number * 2_654_435_761);
  const isRental = random() < rentalShare;
  const occupation = pickOf(random, isRental ? credentials : occupations);
  const day = integerOf(random, 1, 28);
  return {
    number,
    title: isRental
      ? rentalTitle(random, occupation)
      : `${pickOf(random, levels)}${occupation}${pickOf(random, notes)}`,
    company: `${pickOf(random, cities)}${pickOf(random, names)}${pickOf(random, names)}${pickOf(random, trades)}有限公司`,
    salary: isRental
      ? `${integerOf(random, 8, 60) / 10}万/年`
      : `${integerOf(random, 40, 90) * 100}-${integerOf(random, 91, 180) * 100}元/月`,
    place: `${pickOf(random, cities)}${pickOf(random, districts)}`,
    publishedAt: `2026-${String(integerOf(random, 1, 10)).padStart(2, '0')}-${String(day).padStart(2, '0')}`,
    lines: isRental ? rentalLines(random, occupation) : genuineLines(random, occupation),
  };
}

function rentalTitle(random: Random, credential: string): string {
  return `${pickOf(random, ['急寻', '长期收', '诚聘', '高价寻'])}${credential}${pickOf(random, ['，不坐班', ' 挂靠', '（仅需证书）', '一年一签'])}`;
}

function rentalLines(random: Random, credential: string): string[] {
  const pay = integerOf(random, 8, 60) / 10;
  return [
    `现有建筑企业需${credential}${integerOf(random, 1, 9)}名，初始或转注均可，社保唯一者优先。`,
    `一年${pay}万，${pickOf(random, ['注册成功付一半，余款半年后付清', '证到付全款', '签字当天打款'])}，不用到岗，不影响您现在的工作。`,
    ...sampleOf(random, rentalSentences, 2),
    `${pickOf(random, ['微信', '加V', '薇信'])}：bench${integerOf(random, 100_000, 999_999)}，${pickOf(random, ['非诚勿扰', '白天可打电话', '中介勿扰'])}。`,
  ];
}

function genuineLines(random: Random, occupation: string): string[] {
  const lines = [`岗位职责（${occupation}）：`];
  for (const [index, duty] of sampleOf(random, duties, integerOf(random, 4, 7)).entries())
    lines.push(`${index + 1}、${duty}，每${pickOf(random, ['周', '月', '班'])}不少于${integerOf(random, 2, 40)}次。`);
  lines.push('任职要求：');
  for (const [index, demand] of sampleOf(random, demands, integerOf(random, 3, 6)).entries())
    lines.push(`${index + 1}、${demand}；`);
  lines.push(
    `试用期${integerOf(random, 1, 3)}个月，${pickOf(random, ['五险一金', '按规定缴纳社会保险', '五险'])}，${sampleOf(random, benefits, 3).join('，')}。`,
    `到岗地点：${pickOf(random, roads)}${integerOf(random, 1, 900)}号，联系人${pickOf(random, surnames)}${pickOf(random, ['经理', '主管', '女士', '先生'])}，座机027-0000${integerOf(random, 1000, 9999)}。`,
  );
  return lines;
}

const cities = ['武汉', '宜昌', '襄阳', '荆州', '黄石', '十堰', '孝感', '黄冈', '咸宁', '随州', '恩施', '荆门', '鄂州'];
const districts = ['高新区', '经开区', '老城区', '滨江新区', '工业园', '汽车城', '大学城', '火车站片区'];
const names = '远安恒泰鼎信华瑞中诚博弘凯达盛和兴隆嘉禾润景'.match(/../gu) ?? [];
const trades = ['建筑工程', '机电设备', '物业服务', '食品', '医药连锁', '环保科技', '劳务', '餐饮管理', '物流', '电子'];
const levels = ['', '高级', '中级', '初级', '见习', '资深'];
const notes = ['', '（双休）', '（包吃住）', '（急聘）', '（可应届）', '（五险一金）'];
const occupations =
  '施工员 质检员 仓库管理员 电工 叉车司机 会计 出纳 客服专员 护士 药店营业员 预算员 资料员 安全员 焊工 数控操作工 采购专员 行政文员 厨师 保洁主管 测量员 水电工程师 销售代表 幼师 收银员 网络管理员 暖通设计师'.split(
    ' ',
  );
const credentials = [
  '二级建造师（市政）',
  '一级建造师（机电）',
  '注册消防工程师',
  '二级造价师',
  '监理工程师',
  '执业药师',
];
const rentalSentences = [
  '企业资质升级用，只做资质不上项目。',
  '可代缴社保，个人不出一分钱。',
  '证书押公司，到期原件退还。',
  '配合人脸识别和现场考察一次即可。',
  '带B证另加，考过继续教育另谈。',
];
const duties = [
  '按图纸和规范安排现场工序并做好交底',
  '核对进出库单据并录入系统',
  '巡查设备运行情况并填写点检表',
  '配合项目经理编制周计划和材料计划',
  '接听来电并记录客户提出的问题',
  '整理归档合同、图纸和往来函件',
  '检查班组劳保用品佩戴情况',
  '组织班前会并宣讲当日风险',
  '对来料抽样检验并出具记录',
  '跟进供应商交期并反馈异常',
  '参加例会并落实分工事项',
  '清点备用金并登记流水',
  '维护门店陈列和价格标签',
  '统计工时并上报人事',
  '处理一般故障并联系厂家维修',
  '陪同业主方验收并整改问题',
];
const demands = [
  '大专及以上学历，专业对口者优先',
  '两年以上相关岗位经验，须真实在岗',
  '能看懂图纸，会用常用办公软件',
  '身体健康，能适应倒班',
  '持有效岗位证书，公司统一报名继续教育',
  '有C1驾照并能独立驾驶',
  '沟通清楚，做事有条理',
  '能接受省内短期出差，差旅费实报实销',
  '年龄五十周岁以下，条件优秀者可放宽',
  '遵守考勤制度，每天打卡',
];
const benefits = [
  '工作餐',
  '员工宿舍',
  '节日礼品',
  '年度体检',
  '带薪年假',
  '工龄工资',
  '高温补贴',
  '通勤班车',
  '生日会',
];
const roads = ['沿湖大道', '工业三路', '长堤街', '建设二路', '白沙洲路', '学府路', '望江路', '花桥街'];
const surnames = '王李张刘陈杨赵黄周吴徐孙'.split('');
