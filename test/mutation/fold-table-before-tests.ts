import { foldTable } from '../../text/normalise/fold-table.js';

// The table is made once in a file of tests, by whichever test comes first. Were it made inside that test, Stryker would believe
// that no other test depends on the code that makes it, and run that one alone against its mutants.
foldTable();
