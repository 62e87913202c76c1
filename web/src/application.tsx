import { QueryClientProvider } from '@tanstack/react-query';
import { ConfigProvider } from 'antd';
import chinese from 'antd/locale/zh_CN';
import { lazy, Suspense } from 'react';
import { BrowserRouter, Route, Routes } from 'react-router';
import { createQueryClient } from './api/query-client.js';
import { useAppearance } from './appearance.js';
import { PageSkeleton } from './page-skeleton.js';
import { LoggedIn } from './shell/logged-in.js';
import { nonceStyles } from './style-nonce.js';

const queries = createQueryClient();
const nonce = nonceStyles(document);

const SetUpPage = lazy(() => import('./accounts/set-up-page.js'));
const InvitationPage = lazy(() => import('./accounts/invitation-page.js'));

export function Application() {
  return (
    <ConfigProvider
      locale={chinese}
      theme={useAppearance()}
      // Two characters of a button stand together, as its name in the text does.
      button={{ autoInsertSpace: false }}
      {...(nonce ? { csp: { nonce } } : {})}
    >
      <QueryClientProvider client={queries}>
        <BrowserRouter>
          <Suspense fallback={<PageSkeleton />}>
            <Routes>
              <Route path="/setup" element={<SetUpPage />} />
              <Route path="/invitation" element={<InvitationPage />} />
              <Route path="*" element={<LoggedIn />} />
            </Routes>
          </Suspense>
        </BrowserRouter>
      </QueryClientProvider>
    </ConfigProvider>
  );
}
