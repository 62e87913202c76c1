import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Empty, Input } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { OnSiteCheck } from '../../../contracts/api/comparison.js';
import { Field } from '../accounts/field.js';
import { PlainForm } from '../accounts/plain-form.js';
import { useKnownSession } from '../api/session.js';
import { Failure } from '../failure.js';
import { PageSkeleton } from '../page-skeleton.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { AdvertisedText } from '../text/advertised-text.js';
import {
  confirmCheck,
  onSiteKey,
  rankingKey,
  type UnitNamed,
  useOnSiteChecks,
  withdrawCheck,
} from './comparison-api.js';
import { resultNames } from './comparison-terms.js';
import { RegisterCase } from './register-case.js';

/** 到岗履职检查 of one unit, or of all: those that wait for their second officer first. */
export function OnSiteChecks({ unit }: { unit?: UnitNamed }) {
  const checks = useOnSiteChecks(unit);
  return (
    <section className="panel on-screen" aria-label="到岗履职检查">
      <h2>到岗履职检查</h2>
      {checks.isPending && <PageSkeleton />}
      {checks.isError && <Failure error={checks.error} retry={() => void checks.refetch()} />}
      {checks.data?.checks.length === 0 && (
        <Empty
          image={Empty.PRESENTED_IMAGE_SIMPLE}
          description={unit === undefined ? '还没有检查记录。在比对的单位页面上登记。' : '这个单位还没有检查记录。'}
        />
      )}
      {checks.data?.checks.map((check) => (
        <Check key={check.id} check={check} />
      ))}
    </section>
  );
}

function Check({ check }: { check: OnSiteCheck }) {
  const { person, role } = useKnownSession();
  const queries = useQueryClient();
  const confirming = useMutation({
    mutationFn: (id: string) => confirmCheck(id, person.id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: onSiteKey });
      await queries.invalidateQueries({ queryKey: rankingKey });
    },
  });
  const { id, organisation, unitName, unitCode, place, checkedOn, people, result, note, first, second, isOwn } = check;
  const { withdrawn, mayWithdraw, case: begun } = check;
  const missing = people.filter(({ isPresent }) => !isPresent);
  const mayAct = role === 'reviewer' || role === 'supervisor';
  const mayConfirm = second === null && withdrawn === null && mayAct;
  const mayBegin = second !== null && withdrawn === null && result === 'lead' && begun?.hasEnded !== false && mayAct;
  return (
    <article className="check">
      <h3>
        <AdvertisedText text={unitName} /> {unitCode} <span className="standing">{resultNames[result]}</span>{' '}
        {second === null && withdrawn === null && <span className="standing waiting">待第二人确认</span>}
        {withdrawn !== null && <span className="standing waiting">已撤回，不作为结果</span>}
      </h3>
      <p>
        {checkedOn}，<AdvertisedText text={place} />
        ：应到 {people.length} 人，到岗 {people.length - missing.length} 人{missing.length > 0 && '；未到岗：'}
        <AdvertisedText
          text={missing.map(({ name, remark }) => (remark === '' ? name : `${name}（${remark}）`)).join('、')}
        />
      </p>
      {note !== '' && (
        <p>
          <AdvertisedText text={note} />
        </p>
      )}
      <p className="note">
        {organisation}；{first.name}（{first.credentialNumber}）登记于 {shanghaiMinute(check.recordedAt)}
        {second !== null && `；${second.name}（${second.credentialNumber}）确认于 ${shanghaiMinute(second.at)}`}
      </p>
      {withdrawn !== null && (
        <p className="note">
          {withdrawn.by}撤回于 {shanghaiMinute(withdrawn.at)}：
          <AdvertisedText text={withdrawn.reason} />
        </p>
      )}
      {begun !== null && (
        <p className="note">
          已登记案件：<Link to={`/cases/${encodeURIComponent(begun.id)}`}>{begun.number}</Link>
          {begun.hasEnded && '（已结束）'}
        </p>
      )}
      {confirming.isError && <Alert type="error" showIcon title={confirming.error.message} />}
      {mayConfirm && (
        <Button
          size="small"
          autoInsertSpace={false}
          disabled={isOwn}
          title={isOwn ? '由本人登记，须另一名执法人员确认' : undefined}
          loading={confirming.isPending}
          onClick={() => confirming.mutate(id)}
        >
          确认属实
        </Button>
      )}
      {mayBegin && <RegisterCase origin={`${checkedOn} 到岗履职检查`} checkId={id} label="据此登记案件" />}
      {mayWithdraw && mayAct && <Withdrawal id={id} />}
    </article>
  );
}

function Withdrawal({ id }: { id: string }) {
  const [open, setOpen] = useState(false);
  const queries = useQueryClient();
  const { person } = useKnownSession();
  if (!open)
    return (
      <Button size="small" autoInsertSpace={false} onClick={() => setOpen(true)}>
        撤回
      </Button>
    );
  return (
    <PlainForm
      action="撤回这次检查"
      danger
      send={async (typed) => {
        await withdrawCheck(id, typed('reason'), person.id);
        await queries.invalidateQueries({ queryKey: onSiteKey });
        await queries.invalidateQueries({ queryKey: rankingKey });
      }}
    >
      <Field label="撤回理由">{(field) => <Input id={field} name="reason" required maxLength={500} />}</Field>
    </PlainForm>
  );
}
