/**
 * Loaded into a worker before its program: a clock on the wall that someone sets. At SIGUSR2 it is ahead by as many milliseconds as the
 * file GUAZHENG_TEST_CLOCK says; timers and the monotonic clock go on as they did, as in a machine whose clock is set.
 */
import { readFileSync } from 'node:fs';

const file = process.env.GUAZHENG_TEST_CLOCK ?? '';
const read = (): number => Number(readFileSync(file, 'utf8'));

let ahead = read();
process.on('SIGUSR2', () => {
  ahead = read();
});
globalThis.Date = new Proxy(Date, {
  construct: (real, values, called) =>
    values.length === 0 ? new real(real.now() + ahead) : Reflect.construct(real, values, called),
  get: (real, name, receiver) => (name === 'now' ? () => real.now() + ahead : Reflect.get(real, name, receiver)),
});
