#!/usr/bin/env node
// The one executable: sets up what is missing, then runs dist/switchyard.js in this process.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, checkNode, installPackages, root } from './set-up.mjs';

checkNode();
installPackages();
build();
process.setSourceMapsEnabled(true);
await import(pathToFileURL(join(root, 'dist', 'switchyard.js')).href);
