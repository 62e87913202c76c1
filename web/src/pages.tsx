import { lazy } from 'react';
import { type Role, role } from '../../contracts/roles.js';
import { caseworkPages } from './casework-pages.js';
import type { Page } from './page.js';

const operationRoles: readonly Role[] = ['operator', 'supervisor', 'administrator', 'auditor'];

/** In the order of the navigation. The server decides by its own table (server/access-table.ts); this one spares people dead ends. */
export const pages: readonly Page[] = [
  { path: '/', roles: role.options, name: '招聘信息', component: lazy(() => import('./list/posting-list-page.js')) },
  {
    path: '/review',
    roles: ['reviewer', 'supervisor'],
    name: '复核',
    component: lazy(() => import('./review/review-queue-page.js')),
  },
  {
    path: '/review/:taskId',
    roles: ['reviewer', 'supervisor'],
    component: lazy(() => import('./review/review-work-page.js')),
  },
  ...caseworkPages,
  {
    path: '/testing',
    roles: ['supervisor', 'auditor', 'administrator'],
    name: '评测',
    component: lazy(() => import('./testing/evaluations-page.js')),
  },
  {
    path: '/testing/evaluations/:id',
    roles: ['supervisor', 'auditor', 'administrator'],
    component: lazy(() => import('./testing/evaluation-page.js')),
  },
  {
    path: '/releases',
    roles: ['supervisor', 'auditor', 'administrator'],
    name: '研判版本',
    component: lazy(() => import('./testing/releases-page.js')),
  },
  { path: '/try', roles: role.options, name: '试研判', component: lazy(() => import('./testing/try-page.js')) },
  {
    path: '/api-docs',
    roles: role.options,
    name: '接口',
    component: lazy(() => import('./api-docs/api-docs-page.js')),
  },
  { path: '/postings/:id', roles: role.options, component: lazy(() => import('./posting/posting-page.js')) },
  {
    path: '/operation',
    roles: operationRoles,
    name: '采集管理',
    component: lazy(() => import('./operation/platform-list-page.js')),
  },
  {
    path: '/operation/new-platform',
    roles: ['operator', 'administrator'],
    component: lazy(() => import('./operation/platform-editor-page.js')),
  },
  {
    path: '/operation/platforms/:id',
    roles: operationRoles,
    component: lazy(() => import('./operation/platform-page.js')),
  },
  {
    path: '/operation/platforms/:id/edit',
    roles: ['operator', 'administrator'],
    component: lazy(() => import('./operation/platform-editor-page.js')),
  },
  {
    path: '/operation/platforms/:id/versions/:number',
    roles: operationRoles,
    component: lazy(() => import('./operation/version-page.js')),
  },
  {
    path: '/operation/schedules',
    roles: operationRoles,
    component: lazy(() => import('./operation/schedules-page.js')),
  },
  { path: '/operation/runs', roles: operationRoles, component: lazy(() => import('./operation/runs-page.js')) },
  { path: '/operation/runs/:id', roles: operationRoles, component: lazy(() => import('./operation/run-page.js')) },
  { path: '/operation/failures', roles: operationRoles, component: lazy(() => import('./operation/failures-page.js')) },
  { path: '/operation/machine', roles: operationRoles, component: lazy(() => import('./operation/machine-page.js')) },
  {
    path: '/people',
    roles: ['administrator'],
    name: '人员',
    component: lazy(() => import('./accounts/people-page.js')),
  },
  { path: '/account', roles: role.options, component: lazy(() => import('./accounts/account-page.js')) },
  {
    path: '/supervision',
    roles: ['supervisor', 'administrator', 'auditor'],
    name: '监督',
    component: lazy(() => import('./supervision/supervision-page.js')),
  },
  {
    path: '/audit',
    roles: ['auditor', 'supervisor', 'administrator'],
    name: '审计',
    component: lazy(() => import('./audit/audit-page.js')),
  },
];
