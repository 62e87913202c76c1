import { Alert, Button, Input, Select } from 'antd';
import { useState } from 'react';
import { type ComplaintResultKind, complaintLimits, complaintResultKind } from '../../../contracts/api/complaints.js';
import { resultName } from './chinese-terms.js';
import { useEnd, useTargets } from './complaint-api.js';

const targetOf: Partial<Record<ComplaintResultKind, 'cases' | 'handoffs'>> = {
  case_opened: 'cases',
  joined_case: 'cases',
  handed_off: 'handoffs',
};

/** Every complaint ends in a result; a later one replaces it. */
export function ResultForm({ id }: { id: string }) {
  const [kind, setKind] = useState<ComplaintResultKind>('unfounded');
  const [targetId, setTargetId] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const targets = useTargets();
  const end = useEnd(id);
  const target = targetOf[kind];
  const submit = () =>
    end.mutate(
      {
        ...{ kind, note },
        caseId: target === 'cases' ? targetId : null,
        handoffId: target === 'handoffs' ? targetId : null,
      },
      { onSuccess: () => setNote('') },
    );
  return (
    <section className="panel casework" aria-label="登记处理结果">
      <h2>登记处理结果</h2>
      <div className="casework-form">
        <Select
          aria-label="结果"
          value={kind}
          onChange={(chosen) => {
            setKind(chosen);
            setTargetId(null);
          }}
          options={complaintResultKind.options.map((value) => ({ value, label: resultName[value] }))}
        />
        {target === undefined ? null : (
          <Select
            aria-label={target === 'cases' ? '案件' : '移送'}
            placeholder={target === 'cases' ? '选择案件' : '选择移送'}
            showSearch={{ optionFilterProp: 'label' }}
            value={targetId}
            onChange={setTargetId}
            loading={targets.isPending}
            notFoundContent={target === 'cases' ? '还没有案件，请先登记案件' : '还没有移送，请先办理移送'}
            options={(targets.data?.[target] ?? []).map((one) => ({
              value: one.id,
              label: `${one.number} ${one.subjectName}`,
            }))}
          />
        )}
        <label htmlFor="result-note">
          {target === undefined ? '理由（必填）' : '说明（可不填）'}
          <Input.TextArea
            id="result-note"
            value={note}
            maxLength={complaintLimits.note}
            rows={3}
            onChange={({ target: field }) => setNote(field.value)}
          />
        </label>
        {targets.error === null ? null : <Alert type="error" showIcon title={targets.error.message} role="alert" />}
        {end.error === null ? null : <Alert type="error" showIcon title={end.error.message} role="alert" />}
        {end.isSuccess ? <Alert type="success" showIcon title="已登记结果，记入存证链。" role="status" /> : null}
        <div className="acts">
          <Button type="primary" loading={end.isPending} onClick={submit}>
            登记结果
          </Button>
        </div>
      </div>
    </section>
  );
}
