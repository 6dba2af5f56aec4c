// `npm run bench [http|start|deploy|amqp|vault|history|export|designer]`: measures against what a user would pick instead, side by side in one run, and
// writes the tables that the README quotes to artefacts/bench.md. Ratios count; absolute figures are this machine's.
import { ensureDependencies } from './dependencies.mjs'

await ensureDependencies()
// Only now: it imports from node_modules.
const { bench } = await import('../test/bench/bench.mjs')
await bench(process.argv.slice(2))
