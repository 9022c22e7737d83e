import { stopTestPostgres } from './test-server.ts';

// Run by bin/test.mjs when a suite is over.
for (const fsync of [false, true]) await stopTestPostgres({ fsync });
