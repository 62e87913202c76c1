import { type Role, role } from '../contracts/roles.js';

/** Who may call a route: anyone who can reach the server, or people in one of these roles. */
export type Access = 'anyone' | readonly Role[];

const everyRole: Access = role.options;
/** Who decides on advertisements. */
const deciding: Access = ['reviewer', 'supervisor'];
/** Who follows what people decide beside the advertisements. */
const caseworkReaders: Access = ['reviewer', 'supervisor', 'auditor'];
/** The machine that crawls: reviewers judge what comes of it and have no business there. */
const operationReaders: Access = ['operator', 'supervisor', 'administrator', 'auditor'];
const operators: Access = ['operator', 'administrator'];

/**
 * Every route and who may call it. A route that is not here is refused when the server starts, and so is a line without a route.
 * Besides its role a person's jurisdiction counts: what belongs to an organisation outside is not there for them.
 */
export const accessTable: Readonly<Record<string, Access>> = {
  // Log-in: before it nobody is anybody.
  'POST /api/auth/*': 'anyone',
  'GET /api/set-up': 'anyone',
  'POST /api/set-up': 'anyone',
  'POST /api/invitations/read': 'anyone',
  'POST /api/invitations/use': 'anyone',
  'GET /api/session': everyRole,
  'POST /api/session/activity': everyRole,
  'GET /api/account/sessions': everyRole,
  'DELETE /api/account/sessions/:id': everyRole,
  'GET /api/account/tokens': everyRole,
  'POST /api/account/tokens': everyRole,
  'DELETE /api/account/tokens/:id': everyRole,

  // People
  'GET /api/people': ['administrator'],
  'POST /api/people': ['administrator'],
  'PUT /api/people/:id/role': ['administrator'],
  'POST /api/people/:id/disable': ['administrator'],
  'POST /api/people/:id/invitation': ['administrator'],
  'POST /api/people/:id/log-out': ['administrator'],
  'POST /api/people/:id/reset-second-factor': ['administrator'],
  'GET /api/organisations': ['administrator'],
  'POST /api/organisations': ['administrator'],

  // Postings
  'GET /api/overview': everyRole,
  'GET /api/postings': everyRole,
  'GET /api/postings/:id': everyRole,
  'GET /api/agencies': everyRole,
  // A page as it was shows every contact on it; operators look into failures by it.
  'GET /api/captures/:id/screenshot': ['operator', 'reviewer', 'supervisor', 'auditor'],
  'GET /api/captures/:id/body': ['operator', 'reviewer', 'supervisor', 'auditor'],
  'GET /api/postings/:id/history': everyRole,
  'POST /api/postings/:id/unmask': deciding,
  'POST /api/postings/:id/recapture': deciding,
  'GET /api/full-captures/:id/screenshot': ['reviewer', 'supervisor', 'auditor'],
  'GET /api/full-captures/:id/dom': ['reviewer', 'supervisor', 'auditor'],
  'POST /api/full-captures/:id/confirm': deciding,

  // Review
  'GET /api/reviews/queue': deciding,
  'GET /api/reviews/waiting': deciding,
  'POST /api/reviews/next': deciding,
  'POST /api/reviews/tasks/:id/open': deciding,
  'POST /api/reviews/tasks/:id/renew': deciding,
  'POST /api/reviews/tasks/:id/release': deciding,
  'GET /api/reviews/tasks/:id/alike': deciding,
  'POST /api/reviews/tasks/:id/decide': deciding,
  'POST /api/reviews/:id/withdraw': deciding,
  'GET /api/reviews/mine': deciding,
  'GET /api/reviews/articles': deciding,

  // Agencies
  'GET /api/agencies/ranking': caseworkReaders,
  'GET /api/agencies/:id': caseworkReaders,
  'POST /api/agencies/:id/decisions': deciding,

  // Complaints
  'GET /api/complaints': caseworkReaders,
  'GET /api/complaints/targets': deciding,
  'GET /api/complaints/:id': caseworkReaders,
  'POST /api/complaints': deciding,
  'POST /api/complaints/:id/results': deciding,
  'POST /api/complaints/:id/unmask': deciding,
  'POST /api/complaints/:id/capture': deciding,

  // Supervision
  'GET /api/supervision/figures': ['supervisor', 'auditor', 'administrator'],
  'GET /api/supervision/reviewers': ['supervisor', 'auditor', 'administrator'],
  'GET /api/supervision/agreement': ['supervisor', 'auditor', 'administrator'],
  'GET /api/supervision/quality': ['supervisor', 'auditor', 'administrator'],
  'GET /api/supervision/tables/:table': ['supervisor', 'auditor', 'administrator'],

  // Cases
  'GET /api/cases': caseworkReaders,
  'POST /api/cases': deciding,
  'GET /api/case-deadlines': caseworkReaders,
  'GET /api/cases/:id': caseworkReaders,
  'POST /api/cases/:id/steps': deciding,
  'POST /api/cases/:id/steps/:step/answer': deciding,

  // Outcomes, handoffs, drives, the month's table
  'GET /api/outcomes': caseworkReaders,
  'POST /api/outcomes': deciding,
  'POST /api/outcomes/standing': deciding,
  'POST /api/outcomes/:id/withdraw': deciding,
  'POST /api/outcomes/:id/unmask': deciding,
  'GET /api/handoffs': caseworkReaders,
  'POST /api/handoffs': deciding,
  'GET /api/handoffs/authorities': caseworkReaders,
  'GET /api/handoffs/:id': caseworkReaders,
  'POST /api/handoffs/:id/steps': deciding,
  'GET /api/handoffs/:id/letter': caseworkReaders,
  'GET /api/handoffs/:id/data': caseworkReaders,
  'GET /api/drives': caseworkReaders,
  'GET /api/drives/example': caseworkReaders,
  'POST /api/drives': ['supervisor'],
  'GET /api/reports/months': caseworkReaders,
  'GET /api/reports/month': caseworkReaders,
  'GET /api/reports/templates': caseworkReaders,
  'GET /api/reports/members': caseworkReaders,
  'GET /api/reports/workbook': caseworkReaders,
  'GET /api/reports/words': caseworkReaders,
  'GET /api/reports/statistics': caseworkReaders,
  'POST /api/reports/close': ['supervisor'],

  // What is late or due soon
  'GET /api/reminders': caseworkReaders,

  // Audit
  'GET /api/audit/entries': ['auditor', 'supervisor', 'administrator'],
  'GET /api/audit/ledger': ['auditor', 'supervisor', 'administrator'],
  'GET /api/audit/people': ['auditor', 'supervisor', 'administrator'],
  'GET /api/audit/verification': ['auditor', 'supervisor', 'administrator'],
  'POST /api/audit/verify': ['auditor', 'supervisor', 'administrator'],
  'POST /api/audit/export': ['auditor', 'supervisor', 'administrator'],

  // Operation
  'GET /api/operation/platforms': operationReaders,
  'GET /api/operation/platforms/:id': operationReaders,
  'GET /api/operation/platforms/:id/versions/:number': operationReaders,
  'POST /api/operation/platforms/check': operators,
  'POST /api/operation/platforms/test': operators,
  'POST /api/operation/platforms': operators,
  'POST /api/operation/platforms/:id/alarms/close': operators,
  'PUT /api/operation/platforms/:id/schedule': operators,
  'POST /api/operation/platforms/:id/schedule/pause': operators,
  'POST /api/operation/platforms/:id/schedule/resume': operators,
  'POST /api/operation/platforms/:id/runs': operators,
  'GET /api/operation/schedules': operationReaders,
  'GET /api/operation/schedules/preview': operationReaders,
  'GET /api/operation/runs': operationReaders,
  'GET /api/operation/runs/:id': operationReaders,
  'GET /api/operation/runs/:id/pages': operationReaders,
  'GET /api/operation/runs/:id/events': operationReaders,
  'POST /api/operation/runs/:id/pause': operators,
  'POST /api/operation/runs/:id/resume': operators,
  'POST /api/operation/runs/:id/cancel': operators,
  'GET /api/operation/failures': operationReaders,
  'GET /api/operation/failures/items': operationReaders,
  'POST /api/operation/failures/rerun': operators,
  'GET /api/operation/captures/:id': operationReaders,
  'GET /api/operation/queue': operationReaders,
  'GET /api/operation/storage': operationReaders,
  'GET /operation/queue/*': operationReaders,

  // Testing
  'POST /api/testing/evaluations': ['supervisor', 'administrator'],
  'GET /api/testing/evaluations': ['supervisor', 'auditor', 'administrator'],
  'GET /api/testing/evaluations/:id': ['supervisor', 'auditor', 'administrator'],
  'GET /api/testing/evaluation-runs/:id': ['supervisor', 'administrator'],
  'DELETE /api/testing/evaluation-runs/:id': ['supervisor', 'administrator'],
  'POST /api/testing/explanations': everyRole,
  'GET /api/testing/labels': ['supervisor', 'administrator'],
  'GET /api/testing/label-counts': ['supervisor', 'auditor', 'administrator'],
  'GET /api/testing/releases': ['supervisor', 'auditor', 'administrator'],
  'POST /api/testing/comparisons': ['supervisor', 'administrator'],
  'POST /api/testing/comparisons/upload': ['supervisor', 'administrator'],
  'GET /api/testing/comparison-runs/:id': ['supervisor', 'administrator'],
  'DELETE /api/testing/comparison-runs/:id': ['supervisor', 'administrator'],
  'POST /api/testing/comparison-runs/:id/activate': ['supervisor'],

  // For machine clients
  'POST /api/scan': ['operator', 'reviewer', 'supervisor', 'administrator'],
  'GET /api/openapi.json': everyRole,

  // The machine
  'GET /metrics': ['operator', 'administrator'],

  // The page itself: what it shows comes from the routes above.
  'GET /*': 'anyone',

  // 公示, 督办
  'GET /api/publications': ['reviewer', 'supervisor', 'auditor'],
  'POST /api/publications': deciding,
  'POST /api/publications/:id/approve': ['supervisor'],
  'POST /api/publications/:id/take-down': deciding,
  'GET /api/publications/file': ['reviewer', 'supervisor', 'auditor'],
  'GET /api/cases/:id/typical-case': deciding,
  'GET /api/marked-cases': ['reviewer', 'supervisor', 'auditor'],
  'POST /api/marked-cases': ['supervisor'],
  'POST /api/marked-cases/:id/end': ['supervisor'],
  'POST /api/interviews': ['supervisor'],

  // 比对, 到岗履职检查
  'GET /api/comparisons': caseworkReaders,
  'GET /api/comparisons/:id': caseworkReaders,
  'GET /api/comparisons/:id/leads': caseworkReaders,
  'GET /api/on-site-checks': caseworkReaders,
  'POST /api/on-site-checks': deciding,
  'POST /api/on-site-checks/:id/confirm': deciding,
  'POST /api/on-site-checks/:id/withdraw': deciding,
};

/** Besides reading: what a program may do by a personal token. */
export const tokenRoutes: ReadonlySet<string> = new Set(['POST /api/scan']);

/** What is read by a person alone, for it shows contacts in full. */
export const personalRoutes: ReadonlySet<string> = new Set([
  'GET /api/captures/:id/screenshot',
  'GET /api/captures/:id/body',
  'GET /api/full-captures/:id/screenshot',
  'GET /api/full-captures/:id/dom',
]);
