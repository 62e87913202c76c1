import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Checkbox, Input, Radio } from 'antd';
import { type FormEvent, useState } from 'react';
import { newOnSiteCheck, type PersonOnSite } from '../../../contracts/api/comparison.js';
import { Field } from '../accounts/field.js';
import { useKnownSession } from '../api/session.js';
import { AdvertisedText } from '../text/advertised-text.js';
import { onSiteKey, rankingKey, recordCheck, type UnitNamed } from './comparison-api.js';

type Expected = Pick<PersonOnSite, 'name' | 'identityNumber'>;

const empty = { place: '', checkedOn: '', result: '', note: '' };
const absent = (person: Expected): PersonOnSite => ({ ...person, isPresent: false, remark: '' });

/** What was found on site of the people who should have been there. */
export function OnSiteForm({ unit, expected }: { unit: UnitNamed; expected: readonly Expected[] }) {
  const [form, setForm] = useState(empty);
  const [people, setPeople] = useState(() => expected.map(absent));
  const [added, setAdded] = useState('');
  const queries = useQueryClient();
  const { person } = useKnownSession();
  const recording = useMutation({
    mutationFn: (check: Parameters<typeof recordCheck>[0]) => recordCheck(check, person.id),
    onSuccess: async () => {
      setForm(empty);
      setPeople(expected.map(absent));
      await queries.invalidateQueries({ queryKey: onSiteKey });
      await queries.invalidateQueries({ queryKey: rankingKey });
    },
  });
  const asked = newOnSiteCheck.safeParse({ unitName: unit.name, unitCode: unit.code, people, ...form });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (asked.success) recording.mutate(asked.data);
  };
  const change = (at: number, more: Partial<PersonOnSite>) =>
    setPeople(people.map((one, index) => (index === at ? { ...one, ...more } : one)));
  return (
    <section className="panel on-screen" aria-label="登记到岗履职检查">
      <h2>登记到岗履职检查</h2>
      <p className="note">
        现场检查须由两名以上执法人员进行并出示执法证件（人力资源市场暂行条例第三十四条）。登记后由另一名执法人员确认；未确认的检查不作为结果。
      </p>
      <form className="on-site-form" onSubmit={submit}>
        <Field label="检查地点">
          {(id) => (
            <Input
              id={id}
              maxLength={300}
              value={form.place}
              onChange={({ target }) => setForm({ ...form, place: target.value })}
            />
          )}
        </Field>
        <Field label="检查日期">
          {(id) => (
            <input
              id={id}
              type="date"
              value={form.checkedOn}
              onChange={({ target }) => setForm({ ...form, checkedOn: target.value })}
            />
          )}
        </Field>
        <fieldset>
          <legend>应到岗的人员</legend>
          <ul className="expected">
            {people.map((one, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two may bear one name, and none is taken from the list.
              <li key={index}>
                <Checkbox
                  checked={one.isPresent}
                  onChange={({ target }) => change(index, { isPresent: target.checked })}
                >
                  <AdvertisedText text={one.name} /> {one.identityNumber} 到岗
                </Checkbox>
                <Input
                  aria-label={`${one.name} 的备注`}
                  placeholder="备注（未到岗的原因等）"
                  maxLength={300}
                  value={one.remark}
                  onChange={({ target }) => change(index, { remark: target.value })}
                />
              </li>
            ))}
          </ul>
          <div className="added">
            <Input
              aria-label="其他应到岗人员的姓名"
              placeholder="其他应到岗人员的姓名"
              maxLength={100}
              value={added}
              onChange={({ target }) => setAdded(target.value)}
            />
            <Button
              autoInsertSpace={false}
              disabled={added.trim() === ''}
              onClick={() => {
                setPeople([...people, absent({ name: added.trim(), identityNumber: '' })]);
                setAdded('');
              }}
            >
              添加
            </Button>
          </div>
        </fieldset>
        <Radio.Group
          aria-label="检查结果"
          value={form.result}
          onChange={({ target }) => setForm({ ...form, result: String(target.value) })}
          options={[
            { value: 'lead', label: '列为线索' },
            { value: 'cleared', label: '已核清（未到岗的都已说明原因）' },
          ]}
        />
        <Field label="说明">
          {(id) => (
            <Input.TextArea
              id={id}
              rows={2}
              maxLength={2000}
              value={form.note}
              onChange={({ target }) => setForm({ ...form, note: target.value })}
            />
          )}
        </Field>
        {recording.isError && <Alert type="error" showIcon title={recording.error.message} />}
        {recording.isSuccess && <Alert type="success" showIcon title="已登记，请另一名执法人员确认。" />}
        <Button
          type="primary"
          htmlType="submit"
          autoInsertSpace={false}
          disabled={!asked.success}
          loading={recording.isPending}
        >
          登记检查
        </Button>
      </form>
    </section>
  );
}
