// The entry of the page: what has to be so before anything else is loaded, then the app.
import { z } from 'zod';

// The page's policy forbids eval, with which zod would speed up its parsers; asking whether it may would already be reported.
z.config({ jitless: true });

const { startApp } = await import('./app.tsx');
startApp(document.getElementById('app') ?? document.body);
