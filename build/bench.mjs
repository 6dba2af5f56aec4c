// `npm run bench [http|start|deploy]`: measures against what a user would pick instead, side by side in one run, and
// writes the tables that the README quotes to artefacts/bench.md. Ratios count; absolute figures are this machine's.
import { bench } from '../test/bench/bench.mjs'
import { ensureDependencies } from './dependencies.mjs'

await ensureDependencies()
await bench(process.argv.slice(2))
