import type { ReactNode } from 'react';
import { Link, useLocation } from 'react-router';
import './operation.css';

const tabs = [
  ['/operation', '平台'],
  ['/operation/schedules', '采集计划'],
  ['/operation/runs', '采集批次'],
  ['/operation/failures', '失败'],
  ['/operation/machine', '队列与存储'],
] as const;

/** The frame of the pages of operation: where one is, and the way to the others. `actions` stand beside the heading. */
export function OperationShell({
  title,
  actions,
  children,
}: {
  title: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const { pathname } = useLocation();
  // A platform's own pages belong to the first.
  const current = tabs.findLast(([path]) => pathname.startsWith(path))?.[0];
  return (
    <div className="operation">
      <nav className="operation-tabs" aria-label="采集管理">
        {tabs.map(([path, name]) => (
          <Link key={path} to={path} aria-current={path === current ? 'page' : undefined}>
            {name}
          </Link>
        ))}
      </nav>
      <header className="operation-head">
        <h1>{title}</h1>
        {actions !== undefined && <div className="actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
