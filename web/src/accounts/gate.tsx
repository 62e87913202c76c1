import type { ReactNode } from 'react';
import '../shell/shell.css';

/** What is seen before somebody is logged in. */
export function Gate({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="gate">
      <header>
        <h1>挂证广告监测</h1>
        <p className="note">仅供获授权人员使用，操作留痕</p>
      </header>
      <section className="panel" aria-label={title}>
        <h2>{title}</h2>
        {children}
      </section>
    </main>
  );
}
