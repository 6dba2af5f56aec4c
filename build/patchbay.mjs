#!/usr/bin/env node
// The command line in a clone: `npx patchbay`. Nothing but the built program is loaded, for it has to
// start within 200 ms; a build that is there is not looked at again.
import { existsSync } from 'node:fs'

const program = new URL('../dist/runtime/main.js', import.meta.url)
if (!existsSync(program)) await import('./build.mjs')
if (existsSync(program)) await import(program.href)
