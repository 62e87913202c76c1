import { Alert, Button, Input, Select } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { complaintLimits, type NewComplaintRequest } from '../../../contracts/api/complaints.js';
import { channelName } from './chinese-terms.js';
import { useRegister } from './complaint-api.js';

const channels = ['telephone', 'letter', 'visit', 'transfer'] as const;
const empty = { text: '', url: '', subjectName: '', name: '', contact: '' };

const lines = [
  ['subjectName', '被举报的机构或单位', complaintLimits.subjectName],
  ['url', '招聘信息的网址', complaintLimits.url],
  ['name', '举报人姓名（匿名可不填，加密保存）', complaintLimits.name],
  ['contact', '举报人联系方式（可不填，加密保存）', complaintLimits.contact],
] as const;

/** For what comes by telephone, letter or visit. The code is shown once, to be told to the complainant. */
export function NewComplaintForm() {
  const [channel, setChannel] = useState<NewComplaintRequest['channel']>('telephone');
  const [draft, setDraft] = useState(empty);
  const register = useRegister();
  const submit = () => {
    const { name, contact, ...complaint } = draft;
    register.mutate({ ...complaint, channel, complainant: { name, contact } }, { onSuccess: () => setDraft(empty) });
  };
  const { data: registered, error } = register;
  return (
    <form
      className="casework-form"
      aria-label="登记投诉举报"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Select
        aria-label="来源"
        value={channel}
        onChange={setChannel}
        options={channels.map((value) => ({ value, label: channelName[value] }))}
      />
      <label htmlFor="complaint-text">
        举报内容
        <Input.TextArea
          id="complaint-text"
          value={draft.text}
          maxLength={complaintLimits.text}
          rows={6}
          required
          onChange={({ target }) => setDraft({ ...draft, text: target.value })}
        />
      </label>
      {lines.map(([field, label, most]) => (
        <label key={field} htmlFor={`complaint-${field}`}>
          {label}
          <Input
            id={`complaint-${field}`}
            value={draft[field]}
            maxLength={most}
            autoComplete="off"
            onChange={({ target }) => setDraft({ ...draft, [field]: target.value })}
          />
        </label>
      ))}
      {error === null ? null : <Alert type="error" showIcon title={error.message} role="alert" />}
      {registered === undefined ? null : (
        <Alert
          type="success"
          showIcon
          role="status"
          title={`已登记：${registered.number}`}
          description={
            <>
              查询码（只显示这一次，请告知举报人）：<strong>{registered.code}</strong>
              <br />
              {registered.postingId === null ? null : '已找到对应的招聘信息。'}
              {registered.repeatsId === null ? null : '与以前的举报重复。'}
              <Link to={`/complaints/${registered.id}`}>打开这一件</Link>
            </>
          }
        />
      )}
      <div className="acts">
        <Button type="primary" htmlType="submit" loading={register.isPending}>
          提交登记
        </Button>
      </div>
    </form>
  );
}
