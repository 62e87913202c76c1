import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Input, Tag } from 'antd';
import { type Drive, driveExample, driveList, enteredDrive } from '../../../contracts/api/drives.js';
import { Field } from '../accounts/field.js';
import { PlainForm } from '../accounts/plain-form.js';
import { readApi, writeApi } from '../api/read-api.js';
import { useKnownSession } from '../api/session.js';
import { Failure } from '../failure.js';
import { PageSkeleton } from '../page-skeleton.js';
import '../accounts/accounts.css';
import '../supervision/supervision.css';
import '../reports/reports.css';

const drivesKey = ['drives'];

/** 专项整治: the stages that run today, what follows from them, and what is to be reported soon. */
export default function DrivesPage() {
  const drives = useQuery({
    queryKey: drivesKey,
    queryFn: ({ signal }) => readApi(driveList, '/api/drives', signal),
  });
  const { role } = useKnownSession();
  return (
    <div className="supervision reports">
      <h1 className="unseen">专项整治</h1>
      {drives.isPending && <PageSkeleton />}
      {drives.isError && <Failure error={drives.error} retry={() => void drives.refetch()} />}
      {drives.data?.drives.length === 0 && (
        <section className="panel">
          <p className="chart-empty">还没有专项整治方案。{role === 'supervisor' ? '在下方登记。' : '由主管登记。'}</p>
        </section>
      )}
      {drives.data?.drives.map((drive) => (
        <DrivePanel key={drive.id} drive={drive} />
      ))}
      {role === 'supervisor' && <NewDrive />}
    </div>
  );
}

function DrivePanel({ drive }: { drive: Drive }) {
  return (
    <section className="panel" aria-label={drive.name}>
      <h2>{drive.name}</h2>
      <p className="note">
        {drive.organisation}，{drive.basis}
      </p>
      {drive.lenient && <Alert type="info" showIcon title="正处于自查自纠期间：期间整改到位的可以登记不再追究。" />}
      {drive.comparing && <Alert type="info" showIcon title="正处于全面排查期间：应进行注册与参保比对。" />}
      <div className="scrolled">
        <table className="plain">
          <thead>
            <tr>
              {['阶段', '起', '止', '今日', '内容'].map((name) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {drive.stages.map(({ key, name, from, until, runs, what }) => (
              <tr key={key}>
                <th scope="row">{name}</th>
                <td>{from}</td>
                <td>{until}</td>
                <td>{runs ? <Tag>进行中</Tag> : '—'}</td>
                <td>{what}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <h3>一个月内应报送</h3>
      {drive.due.length === 0 && <p className="note">没有应报送的材料。</p>}
      <ul>
        {drive.due.map(({ name, dueOn, month, to }) => (
          <li key={`${name} ${dueOn}`}>
            最迟 {dueOn}：{name}
            {month === null ? '' : `（${month}）`}，报{to}
          </li>
        ))}
      </ul>
      <ul className="note">
        {drive.notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </section>
  );
}

function NewDrive() {
  const queries = useQueryClient();
  const { person } = useKnownSession();
  const example = useQuery({
    queryKey: ['drive-example'],
    queryFn: ({ signal }) => readApi(driveExample, '/api/drives/example', signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (example.isPending) return <PageSkeleton />;
  return (
    <section className="panel" aria-label="登记专项整治方案">
      <h2>登记专项整治方案</h2>
      <p className="note">按示例的格式填写阶段、起止日期、报送期限和报送对象（YAML）。登记后不能修改。</p>
      <PlainForm
        action="登记"
        send={async (typed) => {
          await writeApi(enteredDrive, 'POST', '/api/drives', { plan: typed('plan') }, { 'x-person': person.id });
          await queries.invalidateQueries({ queryKey: drivesKey });
        }}
      >
        <Field label="方案">
          {(id) => (
            <Input.TextArea
              id={id}
              name="plan"
              required
              rows={16}
              spellCheck={false}
              defaultValue={example.data?.plan ?? ''}
            />
          )}
        </Field>
      </PlainForm>
    </section>
  );
}
