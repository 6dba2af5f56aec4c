/** What people take when they write such a service by hand. */
import { createRequire } from 'node:module'

const require = createRequire(`${process.env.BENCH_PACKAGES}/package.json`)
const app = require('fastify')()

app.get('/get', async () => ({ ok: true }))
app.post('/echo', async (request) => request.body)
await app.listen({ port: Number(process.argv[2]), host: '127.0.0.1' })
