import { appendLedgerEntries } from '../../../evidence/ledger/append-entries.js';
import { openDatabase } from '../../../prisma/open-database.js';

/** Appends entries by several writers at once. A line goes out for each transaction that was committed. */
const [url = '', prefix = '', writers = '', transactions = '', batch = ''] = process.argv.slice(2);
const database = openDatabase(url);
let left = Number(transactions);

async function write(writer: number): Promise<void> {
  for (let number = 0; left > 0; number++) {
    left -= 1;
    const entries = Array.from({ length: Number(batch) }, (_, index) => ({
      kind: 'something.else',
      subjectId: `${prefix}-${writer}-${number}-${index}`,
      subjectSha256: '0'.repeat(64),
    }));
    await database.$transaction((transaction) => appendLedgerEntries(transaction, entries, new Date()));
    process.stdout.write('committed\n');
  }
}

await Promise.all(Array.from({ length: Number(writers) }, (_, writer) => write(writer)));
await database.close();
