import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Popconfirm, Select, Tag } from 'antd';
import { useSearchParams } from 'react-router';
import type { MonthList, MonthTable } from '../../../contracts/api/reports.js';
import { useKnownSession } from '../api/session.js';
import { Failure } from '../failure.js';
import { ActNotice } from '../operation/act-notice.js';
import { PageSkeleton } from '../page-skeleton.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { monthInWords, stateName } from './chinese-terms.js';
import { MonthTablePanel } from './month-table-panel.js';
import {
  type ChosenMonth,
  closeMonth,
  fileUrl,
  reportsKey,
  useMonths,
  useMonthTable,
  useTemplates,
} from './reports-api.js';
import { StatisticsPanel } from './statistics-panel.js';
import '../supervision/supervision.css';
import './reports.css';

/** 月报: the months, the table of one, what each figure counts, and statistics for a briefing. */
export default function ReportsPage() {
  const months = useMonths();
  const [parameters, setParameters] = useSearchParams();
  // What is to be reported next is what somebody comes for.
  const next = months.data?.months.findLast(({ state }) => state === 'due' || state === 'overdue');
  const month = parameters.get('month') ?? next?.month ?? months.data?.months[0]?.month;
  const isClosed = months.data?.months.find((one) => one.month === month)?.closed != null;
  // A closed month stays in the template that it was closed with.
  const template = isClosed ? undefined : (parameters.get('template') ?? undefined);
  const choose = (chosen: ChosenMonth) =>
    setParameters({ month: chosen.month, ...(chosen.template === undefined ? {} : { template: chosen.template }) });
  return (
    <div className="supervision reports">
      <h1 className="unseen">月报</h1>
      {months.isPending && <PageSkeleton />}
      {months.isError && <Failure error={months.error} retry={() => void months.refetch()} />}
      {months.data !== undefined && (
        <Months list={months.data} chosen={month} choose={(one) => choose({ month: one, template })} />
      )}
      {month !== undefined && months.data !== undefined && (
        <section className="panel" aria-label={`${monthInWords(month)}汇总表`}>
          {!isClosed && <TemplateChoice chosen={template} choose={(one) => choose({ month, template: one })} />}
          <Month key={`${month} ${template}`} chosen={{ month, template }} />
        </section>
      )}
      <StatisticsPanel />
    </div>
  );
}

function Months({
  list: { months, organisation },
  chosen,
  choose,
}: {
  list: MonthList;
  chosen: string | undefined;
  choose: (month: string) => void;
}) {
  const overdue = months.filter(({ state }) => state === 'overdue');
  const due = months.filter(({ state }) => state === 'due');
  return (
    <section className="panel" aria-label="各月">
      <h2>{organisation}月报</h2>
      {overdue.length > 0 && (
        <Alert
          type="error"
          showIcon
          title={`逾期未报：${overdue.map(({ month, dueOn }) => `${monthInWords(month)}（应于 ${dueOn} 前报送）`).join('、')}`}
        />
      )}
      {due.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={`应报：${due.map(({ month, dueOn }) => `${monthInWords(month)}，最迟 ${dueOn}`).join('、')}`}
        />
      )}
      <ul className="months">
        {months.map(({ month, state }) => (
          <li key={month}>
            <Button
              size="small"
              type={month === chosen ? 'primary' : 'default'}
              aria-pressed={month === chosen}
              onClick={() => choose(month)}
            >
              {monthInWords(month)}
            </Button>
            <Tag>{stateName[state]}</Tag>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Nothing where the department has no template of its own. */
function TemplateChoice({
  chosen,
  choose,
}: {
  chosen: string | undefined;
  choose: (template: string | undefined) => void;
}) {
  const templates = useTemplates();
  if (templates.isError) return <Failure error={templates.error} retry={() => void templates.refetch()} />;
  const names = templates.data?.templates ?? [];
  if (names.length === 0 && chosen === undefined) return null;
  // The project's has the empty name, which no file has.
  return (
    <div className="template">
      表样{' '}
      <Select
        aria-label="表样"
        size="small"
        popupMatchSelectWidth={false}
        value={chosen ?? ''}
        onChange={(name) => choose(name === '' ? undefined : name)}
        options={[{ value: '', label: '默认表样' }, ...names.map((name) => ({ value: name, label: name }))]}
      />
    </div>
  );
}

function Month({ chosen }: { chosen: ChosenMonth }) {
  const table = useMonthTable(chosen);
  return (
    <>
      {table.isPending && <PageSkeleton />}
      {table.isError && <Failure error={table.error} retry={() => void table.refetch()} />}
      {table.data !== undefined && !table.isError && (
        <>
          <Head table={table.data} template={chosen.template} />
          <MonthTablePanel table={table.data} template={chosen.template} />
        </>
      )}
    </>
  );
}

function Head({
  table: { month, state, dueOn, closed, title },
  template,
}: {
  table: MonthTable;
  template: string | undefined;
}) {
  const { role, person } = useKnownSession();
  const queries = useQueryClient();
  const [, setParameters] = useSearchParams();
  const closing = useMutation({
    mutationFn: closeMonth,
    onSuccess: () => {
      // It is no longer the one to be reported next, and stays in view.
      setParameters({ month }, { replace: true });
      return queries.invalidateQueries({ queryKey: reportsKey });
    },
  });
  const mayClose = role === 'supervisor' && (state === 'due' || state === 'overdue');
  return (
    <>
      <header className="panel-head">
        <h2>
          {title}（{monthInWords(month)}）
        </h2>
        <span className="downloads">
          <Button size="small" href={fileUrl('workbook', { month, template })} download>
            下载 XLSX
          </Button>
          <Button size="small" href={fileUrl('words', { month, template })} download>
            下载文字说明 DOCX
          </Button>
          {mayClose && (
            <Popconfirm
              title={`关闭${monthInWords(month)}？`}
              description="关闭后本月数字不再改变，此后的变动作为更正列入以后的月报。"
              okText="关闭本月"
              cancelText="返回"
              onConfirm={() => closing.mutate({ month, template, personId: person.id })}
            >
              <Button size="small" type="primary" loading={closing.isPending}>
                关闭本月
              </Button>
            </Popconfirm>
          )}
        </span>
      </header>
      <p className="note">
        {closed === null
          ? `${stateName[state]}，最迟 ${dueOn} 报送。数字为现在的数，关闭后不再改变。`
          : `${closed.by}于 ${shanghaiMinute(closed.at)} 关闭，数字不再改变。`}
        点击数字查看所计的案件和处理结果。
      </p>
      <ActNotice act={closing} />
    </>
  );
}
