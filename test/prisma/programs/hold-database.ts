/**
 * Provides the database of a state folder and keeps it: prints one JSON line `{kind, url, folder}`, then waits.
 * A line on stdin, or its end, makes it release and exit. Arguments: state folder, system folder.
 */
import { once } from 'node:events';
import { provideDatabase } from '../../../prisma/embedded/provide-database.js';

const [, , stateFolder = '', systemFolder = ''] = process.argv;
const { release, ...provided } = await provideDatabase({ stateFolder, systemFolder, durable: false });
console.log(JSON.stringify(provided));
await once(process.stdin.resume(), 'end');
await release();
