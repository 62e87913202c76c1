import { useQueryClient } from '@tanstack/react-query';
import { Button, Input, Tag } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Outcome } from '../../../contracts/api/outcomes.js';
import { Field } from '../accounts/field.js';
import { PlainForm } from '../accounts/plain-form.js';
import { useKnownSession } from '../api/session.js';
import { Failure } from '../failure.js';
import { PageSkeleton } from '../page-skeleton.js';
import { AdvertisedText } from '../text/advertised-text.js';
import { subjectName } from './chinese-terms.js';
import { IdentityNumber } from './identity-number.js';
import { NewOutcomeForm } from './new-outcome-form.js';
import { findStanding, outcomesKey, useOutcomes, withdrawOutcome } from './outcomes-api.js';
import '../accounts/accounts.css';
import '../supervision/supervision.css';
import '../reports/reports.css';

/** 处理结果: what was done to persons and employers. */
export default function OutcomesPage() {
  const outcomes = useOutcomes();
  const { role } = useKnownSession();
  const mayRecord = role === 'reviewer' || role === 'supervisor';
  return (
    <div className="supervision reports">
      <h1 className="unseen">处理结果</h1>
      <section className="panel" aria-label="处理结果">
        <h2>人员和单位的处理结果</h2>
        {outcomes.isPending && <PageSkeleton />}
        {outcomes.isError && <Failure error={outcomes.error} retry={() => void outcomes.refetch()} />}
        {outcomes.data?.length === 0 && (
          <p className="chart-empty">
            还没有登记处理结果。{mayRecord ? '收到注册管理部门的处理决定后，在下方登记。' : '登记后在这里显示。'}
          </p>
        )}
        {outcomes.data !== undefined && outcomes.data.length > 0 && (
          <OutcomeTable outcomes={outcomes.data} mayAct={mayRecord} />
        )}
        {outcomes.hasNextPage && (
          <Button
            autoInsertSpace={false}
            size="small"
            loading={outcomes.isFetchingNextPage}
            onClick={() => void outcomes.fetchNextPage()}
          >
            更多
          </Button>
        )}
      </section>
      {mayRecord && <Standing />}
      {mayRecord && <NewOutcomeForm />}
    </div>
  );
}

function OutcomeTable({ outcomes, mayAct }: { outcomes: readonly Outcome[]; mayAct: boolean }) {
  return (
    <div className="scrolled">
      <table className="plain small">
        <thead>
          <tr>
            {[
              '决定日期',
              '对象',
              '姓名或者名称',
              '身份证号',
              '处理结果',
              '有效至',
              '决定机关和文号',
              '案号',
              '状态',
            ].map((name) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {outcomes.map((outcome) => (
            <tr key={outcome.id}>
              <td>{outcome.decidedOn}</td>
              <td>{subjectName[outcome.subjectKind]}</td>
              <td>
                <AdvertisedText text={outcome.subjectName} />
              </td>
              <td>
                {outcome.identityMasked === null ? (
                  '—'
                ) : (
                  <IdentityNumber id={outcome.id} masked={outcome.identityMasked} mayUnmask={mayAct} />
                )}
              </td>
              <td>{outcome.kindName}</td>
              <td>{outcome.endsOn ?? '—'}</td>
              <td>
                {outcome.authority} {outcome.document}
              </td>
              <td>
                {outcome.caseId === null ? '—' : <Link to={`/cases/${outcome.caseId}`}>{outcome.caseNumber}</Link>}
              </td>
              <td>
                {outcome.withdrawn !== null && <Tag>已撤回：{outcome.withdrawn.reason}</Tag>}
                {outcome.withdrawn === null && mayAct && <Withdrawal id={outcome.id} />}
                {outcome.withdrawn === null && mayAct && isPublishable(outcome) && (
                  <Link to={`/publication?outcome=${encodeURIComponent(outcome.id)}`}>公示</Link>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Withdrawal({ id }: { id: string }) {
  const [open, setOpen] = useState(false);
  const queries = useQueryClient();
  const { person } = useKnownSession();
  if (!open)
    return (
      <Button autoInsertSpace={false} size="small" onClick={() => setOpen(true)}>
        撤回
      </Button>
    );
  return (
    <PlainForm
      action="撤回"
      danger
      send={async (typed) => {
        await withdrawOutcome(id, typed('reason'), person.id);
        await queries.invalidateQueries({ queryKey: outcomesKey });
      }}
    >
      <Field label="撤回理由">{(field) => <Input id={field} name="reason" required maxLength={500} autoFocus />}</Field>
    </PlainForm>
  );
}

/** Whether anything still holds against a person. */
function Standing() {
  const [found, setFound] = useState<readonly Outcome[]>();
  const { person } = useKnownSession();
  return (
    <section className="panel" aria-label="按身份证号查询">
      <h2>按身份证号查询仍然有效的处理结果</h2>
      <PlainForm
        action="查询"
        send={async (typed) => {
          setFound(undefined);
          setFound((await findStanding(typed('identity'), person.id)).outcomes);
        }}
      >
        <Field label="身份证号">
          {(field) => <Input id={field} name="identity" required maxLength={30} autoComplete="off" />}
        </Field>
      </PlainForm>
      <div aria-live="polite">
        {found?.length === 0 && <p className="note">没有仍然有效的处理结果。</p>}
        {found !== undefined && found.length > 0 && <OutcomeTable outcomes={found} mayAct={false} />}
      </div>
    </section>
  );
}

/** What the public may be told of a person or employer by name. */
const isPublishable = ({ kind }: Outcome) => kind === 'bad_conduct' || kind === 'blacklisted';
