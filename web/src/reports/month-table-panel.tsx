import { useState } from 'react';
import type { MonthTable } from '../../../contracts/api/reports.js';
import { monthInWords } from './chinese-terms.js';
import { MembersPanel } from './members-panel.js';
import type { ChosenFigure } from './reports-api.js';

type Column = MonthTable['columns'][number];
type Line = MonthTable['lines'][number];

/** The month's table; a figure that is pressed shows beneath what it counts. */
export function MonthTablePanel({ table, template }: { table: MonthTable; template: string | undefined }) {
  const [chosen, choose] = useState<ChosenFigure & { readonly name: string }>();
  const { columns, lines, notes, corrections, month } = table;
  return (
    <>
      <div className="scrolled">
        <table className="plain small month-table">
          <thead>
            <tr>
              <th scope="col" rowSpan={2}>
                机关
              </th>
              {groupsOf(columns).map(({ group, key, span }) => (
                <th scope="colgroup" key={key} colSpan={span}>
                  {group}
                </th>
              ))}
            </tr>
            <tr>
              {columns.map(({ key, heading }) => (
                <th scope="col" key={key}>
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={`${line.kind} ${line.organisationId}`} className={line.kind === 'sum' ? 'sum' : ''}>
                <th scope="row" className={`level-${Math.min(line.level, 3)}`}>
                  {line.name}
                </th>
                {columns.map((column) => (
                  <td key={column.key}>
                    <Figure
                      {...{ line, column }}
                      choose={() =>
                        choose({
                          ...{ month, template, organisation: line.organisationId, column: column.key, of: line.kind },
                          name: `${line.name}，${column.group}${column.heading}`,
                        })
                      }
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {chosen !== undefined && <MembersPanel figure={chosen} name={chosen.name} close={() => choose(undefined)} />}
      <Corrections corrections={corrections} />
      <ul className="note">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </>
  );
}

function Figure({ line, column, choose }: { line: Line; column: Column; choose: () => void }) {
  const value = line.values[column.key] ?? null;
  if (value === null) return <span className="absent">手工填报</span>;
  const written = value.toLocaleString('zh-CN', { maximumFractionDigits: 4 });
  if (column.isFormula || value === 0) return <span>{written}</span>;
  return (
    <button
      type="button"
      className="figure"
      onClick={choose}
      aria-label={`${line.name}，${column.group}${column.heading}，${written}`}
    >
      {written}
    </button>
  );
}

/** Neighbours of one group have one heading. */
function groupsOf(columns: readonly Column[]): readonly { group: string; key: string; span: number }[] {
  const groups: { group: string; key: string; span: number }[] = [];
  for (const { group, key } of columns) {
    const last = groups.at(-1);
    if (last?.group === group) last.span += 1;
    else groups.push({ group, key, span: 1 });
  }
  return groups;
}

function Corrections({ corrections }: Pick<MonthTable, 'corrections'>) {
  if (corrections.length === 0) return <p className="note">对以前关闭的月份没有更正。</p>;
  return (
    <>
      <h3>对以前月份的更正</h3>
      <table className="plain small">
        <thead>
          <tr>
            {['月份', '机关', '项目', '原报', '现为'].map((name) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {corrections.map(({ month, organisation, heading, was, now }) => (
            <tr key={`${month} ${organisation} ${heading}`}>
              <th scope="row">{monthInWords(month)}</th>
              <td>{organisation}</td>
              <td>{heading}</td>
              <td>{was}</td>
              <td>{now}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
