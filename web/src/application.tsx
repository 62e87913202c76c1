import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { ConfigProvider } from 'antd';
import chinese from 'antd/locale/zh_CN';
import { lazy, Suspense } from 'react';
import { BrowserRouter, Link, Route, Routes } from 'react-router';
import { useAppearance } from './appearance.js';
import { NoSuchPage } from './no-such-page.js';
import { PageSkeleton } from './page-skeleton.js';
import { nonceStyles } from './style-nonce.js';

const PostingListPage = lazy(() => import('./list/posting-list-page.js'));
const PostingPage = lazy(() => import('./posting/posting-page.js'));

const queries = new QueryClient({
  // `always`: the server is on this machine, whatever the browser thinks of the network.
  defaultOptions: { queries: { staleTime: 60_000, retry: false, networkMode: 'always' } },
});
const nonce = nonceStyles(document);

export function Application() {
  return (
    <ConfigProvider locale={chinese} theme={useAppearance()} {...(nonce ? { csp: { nonce } } : {})}>
      <QueryClientProvider client={queries}>
        <BrowserRouter>
          <header className="top">
            <Link to="/" className="product">
              挂证广告监测
            </Link>
            <p className="caveat">研判结果仅为线索，须经两人复核确认</p>
          </header>
          <main>
            <Suspense fallback={<PageSkeleton />}>
              <Routes>
                <Route index element={<PostingListPage />} />
                <Route path="postings/:id" element={<PostingPage />} />
                <Route path="*" element={<NoSuchPage />} />
              </Routes>
            </Suspense>
          </main>
        </BrowserRouter>
      </QueryClientProvider>
    </ConfigProvider>
  );
}
