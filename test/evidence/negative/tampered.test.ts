import { afterAll, beforeAll, describe } from 'vitest';
import { type Control, hasBrowser, openControl } from './exported-package.js';
import { tamperedCapture } from './tampered-capture.js';
import { tamperedFiles } from './tampered-files.js';
import { tamperedLedger } from './tampered-ledger.js';
import { tamperedTimestamps } from './tampered-timestamps.js';
import { withheldPackage } from './withheld-package.js';

// One crawl, one capture and one package serve them all.
describe.skipIf(!hasBrowser)('a package that was exported', () => {
  let control: Control;
  beforeAll(async () => {
    control = await openControl();
  });
  afterAll(() => control?.close());

  tamperedFiles(() => control);
  tamperedLedger(() => control);
  tamperedCapture(() => control);
  tamperedTimestamps(() => control);
  // Last: it takes rows out of the database.
  withheldPackage(() => control);
});
