import { type OpenRecord, openRecord } from './open-record.js';
import { readSettings } from './settings.js';

/** Opens the record for one command and closes it whatever happens. */
export async function withRecord<T>(command: (record: OpenRecord) => Promise<T>): Promise<T> {
  const record = await openRecord(readSettings());
  try {
    return await command(record);
  } finally {
    await record.close();
  }
}
