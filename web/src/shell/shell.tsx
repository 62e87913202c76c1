import { useQueryClient } from '@tanstack/react-query';
import { Button, Dropdown } from 'antd';
import { Suspense, useState } from 'react';
import { Link, Route, Routes, useLocation, useNavigate } from 'react-router';
import type { CurrentSession } from '../../../contracts/api/session.js';
import { logOut } from '../accounts/accounts-api.js';
import { roleName } from '../accounts/chinese-terms.js';
import { isRecent, LinkRenewalNotice } from '../accounts/link-renewal-notice.js';
import { NoSuchPage } from '../no-such-page.js';
import { PageSkeleton } from '../page-skeleton.js';
import { pages } from '../pages.js';
import { Navigation } from './navigation.js';
import './shell.css';
import { useActivity } from './use-activity.js';
import { useReminders } from './use-reminders.js';

/** The head of every page, and the page. */
export function Shell({ session }: { session: CurrentSession }) {
  useActivity();
  const { pathname } = useLocation();
  const own = pages.filter(({ roles }) => roles.includes(session.role));
  const reminders = useReminders(own.some(({ group }) => group === '办案'));
  return (
    <>
      <a className="skip" href="#content">
        跳到正文
      </a>
      <header className="top">
        <Link to="/" className="product">
          挂证广告监测
        </Link>
        <nav aria-label="主导航">
          <Navigation pages={own} reminders={reminders} />
        </nav>
        <PersonMenu session={session} />
        <p className="caveat">研判结果仅为线索，须经两人复核确认</p>
      </header>
      <main id="content" tabIndex={-1}>
        {isRecent(session) && pathname !== '/account' ? (
          <LinkRenewalNotice linkRenewal={session.linkRenewal} closable />
        ) : null}
        <Suspense fallback={<PageSkeleton />}>
          <Routes>
            {own.map(({ path, component: Page }) => (
              <Route key={path} path={path} element={<Page />} />
            ))}
            <Route path="*" element={<NoSuchPage />} />
          </Routes>
        </Suspense>
      </main>
    </>
  );
}

function PersonMenu({ session: { person, role, organisation } }: { session: CurrentSession }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [failed, setFailed] = useState(false);
  const leave = () =>
    logOut().then(
      () => queries.resetQueries(),
      () => setFailed(true),
    );
  const items = [
    { key: 'account', label: '我的账号', onClick: () => void navigate('/account') },
    { key: 'leave', label: failed ? '退出失败，请重试' : '退出登录', onClick: () => void leave() },
  ];
  return (
    <Dropdown menu={{ items }} trigger={['click']} placement="bottomRight">
      <Button
        type="text"
        className="person"
        aria-label={`${person.name}，${roleName[role]}，${organisation.name}：账号菜单`}
      >
        <bdi>{person.name}</bdi>
        <span className="role">
          {roleName[role]} · {organisation.name}
        </span>
      </Button>
    </Dropdown>
  );
}
