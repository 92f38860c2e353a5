#!/usr/bin/env node
// React's development build leaks memory in a program that runs for days, so production is the default.
process.env.NODE_ENV ??= 'production';
await import('../dist/main.js');
