import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { Application } from './application.js';
import './styles.css';

// Otherwise zod tries whether `new Function` is allowed, which the page's policy reports as a violation.
z.config({ jitless: true });

const root = document.getElementById('application');
if (root === null) throw new Error('index.html has no element #application');
createRoot(root).render(<Application />);
