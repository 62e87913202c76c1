import { Alert, Button, Input, Segmented } from 'antd';
import { useState } from 'react';
import type { AgencyDetail } from '../../../contracts/api/agencies.js';
import { useDecide } from './agency-api.js';

/** A person says whether the agency has a licence; licences of nearly its name are proposed. */
export function LicenceDecision({ agency }: { agency: AgencyDetail }) {
  const [kind, setKind] = useState<'licensed' | 'unlicensed'>('licensed');
  const [creditCode, setCreditCode] = useState('');
  const [note, setNote] = useState('');
  const decide = useDecide();
  const submit = () =>
    decide.mutate(
      { agencyId: agency.id, kind, note, ...(kind === 'licensed' ? { creditCode } : {}) },
      { onSuccess: () => setNote('') },
    );
  return (
    <section className="panel casework" aria-label="认定许可">
      <h2>认定许可</h2>
      <div className="casework-form">
        {agency.candidates.length === 0 ? null : (
          <div>
            名录中名称相近的许可：
            {agency.candidates.map((licence) => (
              <div key={licence.licenceNumber}>
                {licence.holder}，{licence.creditCode}，{licence.licenceNumber}{' '}
                <Button
                  size="small"
                  onClick={() => {
                    setKind('licensed');
                    setCreditCode(licence.creditCode);
                  }}
                >
                  选用
                </Button>
              </div>
            ))}
          </div>
        )}
        <Segmented
          aria-label="认定结论"
          value={kind}
          onChange={setKind}
          options={[
            { value: 'licensed', label: '有许可' },
            { value: 'unlicensed', label: '无许可' },
          ]}
        />
        {kind === 'licensed' ? (
          <label htmlFor="decision-code">
            持证单位的统一社会信用代码
            <Input
              id="decision-code"
              value={creditCode}
              maxLength={40}
              onChange={({ target }) => setCreditCode(target.value)}
            />
          </label>
        ) : null}
        <label htmlFor="decision-note">
          {kind === 'licensed' ? '说明（可不填）' : '依据（必填，例如名录中没有、现场未能出示许可证）'}
          <Input.TextArea
            id="decision-note"
            value={note}
            maxLength={2_000}
            rows={2}
            onChange={({ target }) => setNote(target.value)}
          />
        </label>
        {decide.error === null ? null : <Alert type="error" showIcon title={decide.error.message} role="alert" />}
        {decide.isSuccess ? <Alert type="success" showIcon title="已认定，记入存证链。" role="status" /> : null}
        <div className="acts">
          <Button type="primary" loading={decide.isPending} onClick={submit}>
            提交认定
          </Button>
        </div>
      </div>
    </section>
  );
}
