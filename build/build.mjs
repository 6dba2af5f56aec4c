// npm run build
import { bundle } from './bundle.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { command } from './say.mjs'

await command(async () => {
  await ensureDependencies()
  await bundle()
})
