import { writeSampleRegisters } from '../../cli/demo/sample-registers.js';
import type { Person } from './as-person.js';
import { dayFromNow, type PlayedCases, playCases } from './play-cases.js';
import type { RunningDemo } from './running-demo.js';

/** Who acts. */
export interface Officers {
  readonly first: Person;
  readonly second: Person;
  readonly supervisor: Person;
}

/** Addresses of the pages whose rows have been made. */
export interface CaseworkPaths {
  readonly case: string;
  readonly agency: string;
  readonly complaint: string;
  readonly comparison: string;
  readonly unit: string;
}

interface Identified {
  readonly id: string;
}

/** An identity number of the region 999999, which is nobody's. */
const identityNumber = '999999199001010016';

/** Fills the pages of casework as its people would: registers, cases and what comes of them. Every name is invented. */
export async function playCasework(demo: RunningDemo, officers: Officers, passphrase: string): Promise<CaseworkPaths> {
  const { first, second, supervisor } = officers;
  const cases = await playCases(first, second, supervisor);
  const { agencies } = await first.read<{ agencies: { id: string; name: string }[] }>('/api/agencies/ranking?limit=50');
  const registers = await writeSampleRegisters(
    demo.folder,
    agencies.map(({ name }) => name),
  );
  await demo.run(['import', 'licences', registers.licences, '--user', 'demo-supervisor'], passphrase);
  const [, , unlicensed, agency] = agencies;
  await supervisor.send(`/api/agencies/${unlicensed?.id}/decisions`, {
    ...{ kind: 'unlicensed', note: '名录中没有，现场未能出示许可证。' },
  });
  const complaint = await playComplaints(officers, cases);
  await playOutcomes(officers, cases);
  await playDrive(supervisor);
  await playPublication(officers, cases);
  await demo.run(
    [
      ...['compare', '--registrations', registers.registrations, '--insurance', registers.insurance],
      ...['--exceptions', registers.exceptions, '--out', `${demo.folder}/leads.csv`],
      ...['--store', '--user', 'demo-supervisor'],
    ],
    passphrase,
  );
  return {
    ...{ case: `/cases/${cases.ordered}`, agency: `/agencies/${agency?.id}`, complaint: `/complaints/${complaint}` },
    ...(await playOnSite(officers)),
  };
}

async function playComplaints({ first, second }: Officers, { ordered }: PlayedCases): Promise<string> {
  const register = (complaint: object) => first.send<Identified>('/api/complaints', complaint);
  const known = await register({
    ...{
      channel: 'telephone',
      subjectName: '江城某人力资源公司',
      complainant: { name: '林某', contact: '13900000000' },
    },
    text: '来电反映：该公司在网上收一级建造师证书，称“只挂社保、不用到岗，每年三万”，要求预付押金五千元。',
  });
  const { id } = await register({
    ...{ channel: 'letter', text: '本人注册安全工程师证书被某中介以“代为保管”为名扣留半年，多次索要不还。' },
    subjectName: '汉水某职业介绍所',
  });
  await register({
    ...{ channel: 'transfer', text: '市长热线转来：某招聘群长期发布“资质维护、证书合作”信息，请核查。' },
  });
  await second.send(`/api/complaints/${known.id}/results`, {
    ...{ kind: 'joined_case', caseId: ordered, note: '与正在查办的案件为同一机构。' },
  });
  return id;
}

async function playOutcomes({ first, second, supervisor }: Officers, { ordered }: PlayedCases): Promise<void> {
  const record = (outcome: object) => first.send<Identified>('/api/outcomes', outcome);
  const authority = '示范省住房和城乡建设厅';
  const person = { subjectKind: 'person', subjectName: '魏某某', identityNumber, authority };
  await record({
    ...{ ...person, kind: 'registration_revoked', document: '示建撤〔2026〕3号', decidedOn: dayFromNow(-6) },
    caseId: ordered,
  });
  await record({ ...person, kind: 'bad_conduct', document: '示建记〔2026〕8号', decidedOn: dayFromNow(-5) });
  const employer = { subjectKind: 'employer', subjectName: '云梦壹号建筑安装有限公司', authority };
  await record({ ...employer, kind: 'circular', document: '示建通〔2026〕2号', decidedOn: dayFromNow(-3) });
  const wrong = await record({
    ...{ subjectKind: 'employer', subjectName: '青岭伍号工程咨询有限公司', kind: 'investigated', authority },
    decidedOn: dayFromNow(-2),
  });
  await first.send(`/api/outcomes/${wrong.id}/withdraw`, { reason: '重复登记。' });

  const prepare = (handoff: object) => first.send<Identified>('/api/handoffs', handoff);
  const step = (who: Person, id: string, kind: string, note = '') =>
    who.send(`/api/handoffs/${id}/steps`, { kind, note });
  const sent = await prepare({
    ...{ authority: 'housing', subjectKind: 'person', subjectName: '魏某某', credential: '一级建造师' },
    matter: '注册单位与参保单位长期不一致，涉嫌“挂证”，请依法核查处理。',
    caseId: ordered,
  });
  await step(first, sent.id, 'confirmed');
  await step(second, sent.id, 'confirmed');
  await step(supervisor, sent.id, 'sent');
  await step(first, sent.id, 'received', '示建收〔2026〕15号');
  const half = await prepare({
    ...{ authority: 'water', subjectKind: 'employer', subjectName: '荆山贰号水利水电有限公司' },
    matter: '比对发现多名注册人员不在本单位参保，请核查其资质标准是否符合。',
  });
  await step(first, half.id, 'confirmed');
}

/** A plan whose second stage runs today. */
async function playDrive({ send }: Person): Promise<void> {
  const report = { by: ['各市州人力资源和社会保障局'], to: '省领导小组办公室' };
  const plan = {
    name: '示范省工程建设领域职业资格“挂证”专项整治',
    basis: '示范省专项整治工作实施方案',
    stages: [
      {
        ...{ key: 'self_check', name: '自查自纠', from: dayFromNow(-75), until: dayFromNow(-15), leniency: true },
        what: '人员、单位和人力资源服务机构对照法律法规自查自纠。',
      },
      {
        ...{ key: 'full_check', name: '全面排查', from: dayFromNow(-14), until: dayFromNow(120), comparison: true },
        what: '以参保等数据比对注册单位，重点核查不一致的。',
      },
      {
        ...{ key: 'guidance', name: '指导监督', from: dayFromNow(-14), until: dayFromNow(180) },
        what: '重点问题和典型案件挂牌督办，工作不力的约谈。',
      },
    ],
    reports: [
      { name: '自查自纠情况报告', dueOn: dayFromNow(5), ...report },
      {
        ...{ name: '违法违规情况处理汇总表', dayOfMonth: 2, from: dayFromNow(-14), until: dayFromNow(180) },
        ...report,
      },
    ],
  };
  // What is JSON is YAML.
  await send('/api/drives', { plan: JSON.stringify(plan) });
}

async function playPublication({ first, supervisor }: Officers, { ordered, decided }: PlayedCases): Promise<void> {
  const startsOn = dayFromNow(0);
  const penalty = await first.send<Identified>('/api/publications', {
    ...{ kind: 'penalty', caseId: decided, startsOn, endsOn: dayFromNow(365) },
  });
  await supervisor.send(`/api/publications/${penalty.id}/approve`, {});
  const draft = await first.read<object>(`/api/cases/${decided}/typical-case`);
  await first.send('/api/publications', { kind: 'typical_case', caseId: decided, startsOn, ...draft });
  const mark = { caseId: ordered, reason: '涉及多个平台，社会影响较大，限期办结。', dueOn: dayFromNow(30) };
  await supervisor.send('/api/marked-cases', mark);
  await supervisor.send('/api/interviews', {
    ...{ kind: 'interview', subjectName: '某县人力资源和社会保障局', heldOn: startsOn },
    ...{ reason: '举报件逾期未办结两件。', result: '十日内办结，并书面报告。' },
  });
}

/** A check of the unit that the registers speak against most, as the first officer has recorded it. */
async function playOnSite({ first }: Officers): Promise<Pick<CaseworkPaths, 'comparison' | 'unit'>> {
  const { comparisons } = await first.read<{ comparisons: Identified[] }>('/api/comparisons');
  const comparison = `/comparisons/${comparisons[0]?.id}`;
  const { units } = await first.read<{ units: { unitName: string; unitCode: string }[] }>(`/api${comparison}`);
  const { unitName = '', unitCode = '' } = units[0] ?? {};
  const query = new URLSearchParams({ unit: unitName, code: unitCode });
  const { leads } = await first.read<{ leads: { name: string; identityNumber: string; person: number }[] }>(
    `/api${comparison}/leads?${query}`,
  );
  const persons = leads.filter(({ person }, index) => leads.findIndex((lead) => lead.person === person) === index);
  await first.send('/api/on-site-checks', {
    ...{ unitName, unitCode, place: '江城路 1 号该公司办公地点', checkedOn: dayFromNow(0), result: 'lead' },
    note: '未到岗人员的劳动合同和工资发放记录未能提供，已要求三日内补交。',
    people: persons.map(({ name, identityNumber: masked }, index) => ({
      ...{ name, identityNumber: masked, isPresent: index % 2 === 0, remark: index % 2 === 0 ? '' : '称在外地项目' },
    })),
  });
  return { comparison, unit: `${comparison}/unit?${new URLSearchParams({ name: unitName, code: unitCode })}` };
}
