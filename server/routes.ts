import { accountRoutes } from './accounts/routes.js';
import { agencyRoutes } from './agencies/routes.js';
import { apiRoutes } from './api/routes.js';
import { auditRoutes } from './audit/routes.js';
import { caseRoutes } from './cases/routes.js';
import { comparisonRoutes } from './comparison/routes.js';
import { complaintRoutes } from './complaints/routes.js';
import { driveRoutes } from './drives/routes.js';
import { handoffRoutes } from './handoffs/routes.js';
import { metricsRoutes } from './metrics-routes.js';
import { operationRoutes } from './operation/routes.js';
import { outcomeRoutes } from './outcomes/routes.js';
import { pageRoutes } from './page-routes.js';
import { postingRoutes } from './postings/routes.js';
import { publicationRoutes } from './publication/routes.js';
import { reminderRoutes } from './reminders/routes.js';
import { reportRoutes } from './reports/routes.js';
import { reviewRoutes } from './reviews/routes.js';
import type { Route } from './route.js';
import { supervisionRoutes } from './supervision/routes.js';
import { testingRoutes } from './testing/routes.js';

/** Every route of the server; who may call each stands in access-table.ts. */
export const routes: readonly Route[] = [
  ...accountRoutes,
  ...postingRoutes,
  ...agencyRoutes,
  ...complaintRoutes,
  ...reviewRoutes,
  ...supervisionRoutes,
  ...publicationRoutes,
  ...comparisonRoutes,
  ...caseRoutes,
  ...outcomeRoutes,
  ...handoffRoutes,
  ...driveRoutes,
  ...reportRoutes,
  ...reminderRoutes,
  ...auditRoutes,
  ...testingRoutes,
  ...apiRoutes(() => routes),
  ...operationRoutes,
  ...metricsRoutes,
  ...pageRoutes,
];
