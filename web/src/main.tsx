import { createRoot } from 'react-dom/client';
import { Application } from './application.js';
import './styles.css';

const root = document.getElementById('application');
if (root === null) throw new Error('index.html has no element #application');
createRoot(root).render(<Application />);
