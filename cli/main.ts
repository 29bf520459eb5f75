#!/usr/bin/env node
import { runCommandLine } from './run-command-line';

// Not process.exit(): it would cut off output that a pipe has not taken yet.
void runCommandLine(process.argv.slice(2));
