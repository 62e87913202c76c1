import type { InsuranceShown, Lead, RegistrationShown } from './lead.js';

type Facts = Omit<Lead, 'explanation'> & { readonly doubt?: string };

const openings: Readonly<Record<Lead['kind'], string>> = {
  mismatch: '注册单位与参保单位不一致',
  exception: '注册单位与参保单位不一致，有已核实的例外情形',
  unclear: '注册单位与参保单位可能不一致，需人工核对',
  multiple: '同时注册于两个以上单位',
  frequent_changes: '两年内先后注册于三个以上单位',
};

const caveats: Readonly<Record<Lead['kind'], string>> = {
  mismatch: '本条仅为线索：是否在注册单位实际工作，须经核查认定。',
  exception: '仅适用于确在注册单位工作的人员（建办市函〔2019〕92号）。',
  unclear: '在核对清楚之前不计入不一致。',
  multiple: '本条仅为线索，须经核查认定。',
  frequent_changes: '变更频繁本身不违法，供确定核查重点时参考。',
};

/** What the registers show, in one paragraph that an officer can check line by line. */
export function explainLead(facts: Facts): string {
  const { kind, from, to, months, registrations, insurance, exceptions, doubt } = facts;
  const span = from === to ? from : `${from} 至 ${to}`;
  const parts = [
    `${openings[kind]}（${span}，共 ${months} 个月）`,
    `注册：${registrations.map(registrationInWords).join('；')}`,
    ...(insurance.length === 0 ? [] : [`参保：${insurance.map(insuranceInWords).join('；')}`]),
    ...exceptions.map(
      ({ situation, verification, line }) =>
        `例外情形：${situation}（${{ claimed: '已申报，未核实', proven: '已核实', refused: '核实不属实' }[verification]}，例外表第 ${line} 行）`,
    ),
    ...(doubt === undefined ? [] : [doubt]),
  ];
  return `${parts.join('。')}。${caveats[kind]}`;
}

function registrationInWords({ name, credential, specialty, number, from, to, line }: RegistrationShown): string {
  const what = [credential, specialty, number].filter((each) => each !== '').join(' ');
  return `${name}（${what}，${from} 至 ${to}，注册表第 ${line} 行）`;
}

function insuranceInWords({ name, from, to, line, personName }: InsuranceShown): string {
  const written = personName === undefined ? '' : `，该行姓名写作「${personName}」`;
  return `${name}（${from} 至 ${to === '' ? '今' : to}，参保表第 ${line} 行${written}）`;
}
