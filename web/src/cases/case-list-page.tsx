import { Button, Empty, Modal, Segmented, Table } from 'antd';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { CaseList } from '../../../contracts/api/cases.js';
import { limitTerms, pathTerms, stateTerms } from '../../../contracts/case-terms.js';
import { useKnownSession } from '../api/session.js';
import { Failure } from '../failure.js';
import { PageSkeleton } from '../page-skeleton.js';
import { shanghaiMinute } from '../shanghai-time.js';
import './cases.css';
import { type Standing, useCases, useDeadlines } from './cases-api.js';
import { deadlineState } from './chinese-terms.js';
import { isLate } from './deadline-table.js';
import { RegisterForm } from './register-form.js';

type ListedCase = CaseList['cases'][number];

const standings: readonly { readonly value: Standing; readonly label: string }[] = [
  { value: 'open', label: '办理中' },
  { value: 'ended', label: '已办结' },
  { value: 'all', label: '全部' },
];

/** 案件 */
export default function CaseListPage() {
  const [parameters, setParameters] = useSearchParams();
  const { person, role } = useKnownSession();
  const [standing, setStanding] = useState<Standing>('open');
  const cases = useCases(standing);
  // `?posting=ID` comes from the page of an advertisement.
  const posting = parameters.get('posting');
  const [isRegistering, setRegistering] = useState(posting !== null);
  const close = () => {
    setRegistering(false);
    setParameters({}, { replace: true });
  };
  return (
    <div className="cases">
      <UrgentPanel />
      <section className="panel" aria-label="案件列表">
        <header className="cases-head">
          <h1>案件</h1>
          <Segmented aria-label="进度" options={[...standings]} value={standing} onChange={setStanding} />
          {role === 'auditor' ? null : (
            <Button autoInsertSpace={false} type="primary" onClick={() => setRegistering(true)}>
              线索登记
            </Button>
          )}
        </header>
        {cases.isError ? <Failure error={cases.error} retry={() => void cases.refetch()} /> : null}
        {cases.isPending ? <PageSkeleton /> : null}
        {cases.data === undefined ? null : <CaseTable cases={cases.data} />}
        {cases.hasNextPage ? (
          <Button autoInsertSpace={false} onClick={() => void cases.fetchNextPage()} loading={cases.isFetchingNextPage}>
            加载更多
          </Button>
        ) : null}
      </section>
      <Modal open={isRegistering} title="线索登记" footer={null} onCancel={close} destroyOnHidden>
        <RegisterForm personId={person.id} posting={posting ?? ''} />
      </Modal>
    </div>
  );
}

function CaseTable({ cases }: { cases: readonly ListedCase[] }) {
  return (
    <Table<ListedCase>
      size="small"
      rowKey="id"
      dataSource={cases}
      pagination={false}
      scroll={{ x: 760 }}
      locale={{ emptyText: <Empty description="没有案件。招聘信息经两人确认后，可以登记为案件。" /> }}
      columns={[
        {
          title: '案号',
          key: 'number',
          render: (_, { id, number }) => <Link to={`/cases/${encodeURIComponent(id)}`}>{number}</Link>,
        },
        { title: '当事人', dataIndex: 'subjectName', render: (name: string) => <bdi>{name}</bdi> },
        { title: '类型', key: 'path', render: (_, { path }) => pathTerms[path] },
        {
          title: '状态',
          key: 'state',
          render: (_, { state, isPending }) => (
            <>
              {stateTerms[state]}
              {isPending ? <span className="note"> 待第二人确认</span> : null}
            </>
          ),
        },
        {
          title: '期限',
          key: 'deadlines',
          render: (_, { deadlines }) =>
            deadlines.map((deadline) => (
              <div key={deadline.kind + deadline.dueOn} className={isLate(deadline) ? 'late' : undefined}>
                {limitTerms[deadline.kind]} {deadline.dueOn}
                {deadline.state === 'overdue' ? ` ${deadlineState(deadline)}` : ''}
                {deadline.isProvisional ? '（暂定）' : ''}
              </div>
            )),
        },
        { title: '招聘信息', dataIndex: 'postings' },
        { title: '登记', key: 'at', render: (_, { registeredAt }) => shanghaiMinute(registeredAt) },
      ]}
    />
  );
}

/** What is overdue, and what ends within a week. */
function UrgentPanel() {
  const { data } = useDeadlines();
  if (data === undefined || data.deadlines.length === 0) return null;
  return (
    <section className="panel" aria-label="临近和逾期的期限">
      <h2>临近和逾期的期限</h2>
      <ul className="findings">
        {data.deadlines.map((deadline) => (
          <li key={deadline.caseId + deadline.kind + deadline.dueOn}>
            <Link to={`/cases/${encodeURIComponent(deadline.caseId)}`}>{deadline.caseNumber}</Link>{' '}
            <bdi>{deadline.subjectName}</bdi>{' '}
            <span className={isLate(deadline) ? 'late' : undefined}>
              {limitTerms[deadline.kind]}，{deadline.dueOn} 届满
              {deadline.state === 'overdue' ? `（${deadlineState(deadline)}）` : ''}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
