import { z } from 'zod/v4';

// Stands in for zod (vite.config.ts), so that this comes before any schema in whatever order the chunks are run: otherwise zod tries whether
// `new Function` is allowed, which the page's policy reports as a violation.
z.config({ jitless: true });

export { z };
