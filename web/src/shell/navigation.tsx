import { Button, Dropdown } from 'antd';
import { Link, NavLink, useLocation } from 'react-router';
import type { Reminder } from '../../../contracts/api/reminders.js';
import type { Page } from '../page.js';

type Reminders = ReadonlyMap<string, Reminder>;

/**
 * The pages that a person may open, those of a group behind its name.
 * @param reminders what is late or due soon, by the path of its page
 */
export function Navigation({ pages, reminders }: { pages: readonly Page[]; reminders: Reminders }) {
  const named = pages.filter(({ name }) => name !== undefined);
  return (
    <ul className="navigation">
      {named.map(({ path, name, group }, index) =>
        group === undefined ? (
          <li key={path}>
            <NavLink to={path} end={path === '/'}>
              {name}
            </NavLink>
          </li>
        ) : (
          // Where its first page stands.
          named.findIndex((page) => page.group === group) === index && (
            <li key={group}>
              <Group name={group} pages={named.filter((page) => page.group === group)} reminders={reminders} />
            </li>
          )
        ),
      )}
    </ul>
  );
}

function Group({ name, pages, reminders }: { name: string; pages: readonly Page[]; reminders: Reminders }) {
  const { pathname } = useLocation();
  const open = pages.find(({ path }) => pathname === path || pathname.startsWith(`${path}/`));
  const items = pages.map((page) => ({
    key: page.path,
    label: (
      <Link to={page.path}>
        {page.name}
        <ReminderBadge reminder={reminders.get(page.path)} />
      </Link>
    ),
  }));
  return (
    <Dropdown menu={{ items, selectedKeys: open === undefined ? [] : [open.path] }} trigger={['click']}>
      <Button type="text" className={open === undefined ? 'group' : 'group current'} autoInsertSpace={false}>
        {name}
        {open !== undefined && `：${open.name}`}
        <ReminderBadge reminder={sumOf(pages.flatMap(({ path }) => reminders.get(path) ?? []))} />
      </Button>
    </Dropdown>
  );
}

const sumOf = (all: readonly Reminder[]): Reminder => ({
  overdue: all.reduce((sum, { overdue }) => sum + overdue, 0),
  soon: all.reduce((sum, { soon }) => sum + soon, 0),
});

/** What is late by its number, or else what is due soon; both in words for who does not see it. */
function ReminderBadge({ reminder = { overdue: 0, soon: 0 } }: { reminder?: Reminder | undefined }) {
  const { overdue, soon } = reminder;
  if (overdue + soon === 0) return null;
  const words = [
    ...(overdue === 0 ? [] : [`逾期 ${overdue} 项`]),
    ...(soon === 0 ? [] : [`三个工作日内到期 ${soon} 项`]),
  ].join('，');
  return (
    <>
      <span className={overdue > 0 ? 'reminder overdue' : 'reminder'} aria-hidden="true" title={words}>
        {overdue > 0 ? overdue : soon}
      </span>
      <span className="unseen">，{words}</span>
    </>
  );
}
