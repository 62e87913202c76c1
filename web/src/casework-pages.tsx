import { lazy } from 'react';
import type { Role } from '../../contracts/roles.js';
import type { Page } from './page.js';

const roles: readonly Role[] = ['reviewer', 'supervisor', 'auditor'];
const group = '办案';

/** What becomes of what two people have confirmed. */
export const caseworkPages: readonly Page[] = [
  {
    path: '/cases',
    ...{ roles, group },
    name: '案件',
    component: lazy(() => import('./cases/case-list-page.js')),
  },
  {
    path: '/cases/:id',
    roles,
    component: lazy(() => import('./cases/case-page.js')),
  },
  {
    path: '/agencies',
    ...{ roles, group },
    name: '机构',
    component: lazy(() => import('./agencies/agencies-page.js')),
  },
  {
    path: '/agencies/:id',
    roles,
    component: lazy(() => import('./agencies/agency-page.js')),
  },
  {
    path: '/complaints',
    ...{ roles, group },
    name: '投诉举报',
    component: lazy(() => import('./complaints/complaints-page.js')),
  },
  {
    path: '/complaints/:id',
    roles,
    component: lazy(() => import('./complaints/complaint-page.js')),
  },
  {
    path: '/comparisons',
    ...{ roles, group },
    name: '比对',
    component: lazy(() => import('./comparison/comparisons-page.js')),
  },
  {
    path: '/comparisons/:id',
    roles,
    component: lazy(() => import('./comparison/comparison-page.js')),
  },
  {
    path: '/comparisons/:id/unit',
    roles,
    component: lazy(() => import('./comparison/unit-page.js')),
  },
  {
    path: '/outcomes',
    ...{ roles, group },
    name: '处理结果',
    component: lazy(() => import('./outcomes/outcomes-page.js')),
  },
  {
    path: '/handoffs',
    ...{ roles, group },
    name: '移送',
    component: lazy(() => import('./handoffs/handoffs-page.js')),
  },
  {
    path: '/marked-cases',
    ...{ roles, group },
    name: '督办',
    component: lazy(() => import('./publication/marked-cases-page.js')),
  },
  {
    path: '/publication',
    ...{ roles, group },
    name: '公示',
    component: lazy(() => import('./publication/publication-page.js')),
  },
  {
    path: '/drives',
    ...{ roles, group },
    name: '专项整治',
    component: lazy(() => import('./drives/drives-page.js')),
  },
  {
    path: '/reports',
    ...{ roles, group },
    name: '月报',
    component: lazy(() => import('./reports/reports-page.js')),
  },
];
