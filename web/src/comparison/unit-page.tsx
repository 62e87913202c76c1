import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import type { UnitLeads } from '../../../contracts/api/comparison.js';
import { useKnownSession } from '../api/session.js';
import { Failure } from '../failure.js';
import { PageSkeleton } from '../page-skeleton.js';
import { AdvertisedText } from '../text/advertised-text.js';
import { type UnitNamed, useUnitLeads } from './comparison-api.js';
import { leadNames } from './comparison-terms.js';
import { OnSiteChecks } from './on-site-checks.js';
import { OnSiteForm } from './on-site-form.js';
import { RegisterCase } from './register-case.js';
import '../accounts/accounts.css';
import '../supervision/supervision.css';
import './comparison.css';

/** A unit of a comparison: its leads as a list to take along, and what was found on site. */
export default function UnitPage() {
  const { id = '' } = useParams();
  const [parameters] = useSearchParams();
  const { role } = useKnownSession();
  const unit = { name: parameters.get('name') ?? '', code: parameters.get('code') ?? '' };
  const leads = useUnitLeads(id, unit);
  return (
    <div className="supervision comparison">
      <p className="on-screen">
        <Link to="/comparisons">比对</Link> / <Link to={`/comparisons/${id}`}>单位</Link>
      </p>
      {leads.isPending && <PageSkeleton />}
      {leads.isError && <Failure error={leads.error} retry={() => void leads.refetch()} />}
      {leads.data && (
        <>
          <List unit={unit} found={leads.data} mayAct={role === 'reviewer' || role === 'supervisor'} />
          {(role === 'reviewer' || role === 'supervisor') && (
            <OnSiteForm key={`${id} ${unit.code} ${unit.name}`} unit={unit} expected={personsOf(leads.data)} />
          )}
        </>
      )}
      <OnSiteChecks unit={unit} />
    </div>
  );
}

/** Each person once, as the first of their leads names them. */
function personsOf({ leads }: UnitLeads): { name: string; identityNumber: string }[] {
  const persons = new Map<number, { name: string; identityNumber: string }>();
  for (const { person, name, identityNumber } of leads)
    if (!persons.has(person)) persons.set(person, { name, identityNumber });
  return [...persons.values()];
}

function List({
  unit: { name, code },
  found: { leads, total },
  mayAct,
}: {
  unit: UnitNamed;
  found: UnitLeads;
  mayAct: boolean;
}) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const free = leads.filter(mayBegin);
  return (
    <section className="panel on-site-list" aria-label="到岗履职检查名单">
      <div className="panel-head">
        <h1>
          到岗履职检查名单：
          <AdvertisedText text={name} />
        </h1>
        <Button autoInsertSpace={false} className="on-screen" onClick={() => window.print()}>
          打印名单
        </Button>
      </div>
      <p className="note">
        {code !== '' && `统一社会信用代码 ${code}。`}以下仅为线索，身份证号已遮盖；是否在本单位实际工作，以检查为准。
        {total > leads.length && `共 ${total} 条，只列出前 ${leads.length} 条。`}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is to be reached by keyboard. */}
      <section className="scrolled" aria-label="名单，可横向滚动" tabIndex={0}>
        <table className="plain">
          <thead>
            <tr>
              {['序号', '姓名', '身份证号', '线索', '证书', '参保单位', '期间'].map((head) => (
                <th scope="col" key={head}>
                  {head}
                </th>
              ))}
              <th scope="col" className="on-screen">
                说明
              </th>
              <th scope="col" className="on-screen">
                案件
              </th>
              <th scope="col" className="on-paper">
                是否到岗
              </th>
              <th scope="col" className="on-paper">
                备注
              </th>
            </tr>
          </thead>
          <tbody>
            {leads.map((lead, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list is as it was found and never changes.
              <tr key={index}>
                <td>{lead.person + 1}</td>
                <td>
                  <AdvertisedText text={lead.name} />
                </td>
                <td>{lead.identityNumber}</td>
                <td>{leadNames[lead.kind]}</td>
                <td className="wrapped">
                  <AdvertisedText text={credentialsOf(lead)} />
                </td>
                <td className="wrapped">
                  <AdvertisedText
                    text={[...new Set(lead.insurance.map((insured) => insured.name))].join('；') || '—'}
                  />
                </td>
                <td>{lead.from === lead.to ? lead.from : `${lead.from} 至 ${lead.to}`}</td>
                <td className="on-screen lead-explanation">
                  <AdvertisedText text={lead.explanation} />
                </td>
                <td className="on-screen">
                  {lead.case !== null && (
                    <>
                      <Link to={`/cases/${encodeURIComponent(lead.case.id)}`}>{lead.case.number}</Link>
                      {lead.case.hasEnded && '（已结束）'}
                    </>
                  )}
                  {mayAct && mayBegin(lead) && (
                    <Checkbox
                      aria-label={`选取第 ${index + 1} 条线索`}
                      checked={chosen.includes(lead.id)}
                      onChange={({ target }) =>
                        setChosen(target.checked ? [...chosen, lead.id] : chosen.filter((id) => id !== lead.id))
                      }
                    />
                  )}
                </td>
                <td className="on-paper" />
                <td className="on-paper" />
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {mayAct && free.length > 0 && (
        <div className="on-screen">
          <p className="note">
            选取“不一致”或者“同时多单位注册”的线索，可以登记为案件（每条线索只登记一次）；核实后移送注册管理部门。
          </p>
          <RegisterCase
            origin="注册与参保比对发现的线索"
            leadIds={chosen}
            label={`登记案件（已选 ${chosen.length} 条）`}
          />
        </div>
      )}
      <p className="on-paper signatures">
        检查地点：＿＿＿＿＿＿＿＿　检查日期：＿＿＿＿＿＿　执法人员（证号）：＿＿＿＿＿＿＿＿　＿＿＿＿＿＿＿＿　单位在场人员：＿＿＿＿＿＿
      </p>
    </section>
  );
}

/** Whether a case may begin with a lead: it speaks against somebody, and is in none that goes on. */
const mayBegin = ({ kind, case: begun }: UnitLeads['leads'][number]): boolean =>
  begun?.hasEnded !== false && (kind === 'mismatch' || kind === 'multiple');

function credentialsOf({ registrations }: UnitLeads['leads'][number]): string {
  return registrations
    .map(({ credential, specialty, number }) => [credential, specialty, number].filter((one) => one !== '').join(' '))
    .join('；');
}
