import { countReminders } from '../../casework/reminders/count-reminders.js';
import { reminders } from '../../contracts/api/reminders.js';
import { type Route, route } from '../route.js';

export const reminderRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/reminders',
    summary: '办案中已逾期和三个工作日内到期的事项数',
    answer: reminders,
    handle: ({ db, now }, { session }) => countReminders(db, session, now()),
  }),
];
