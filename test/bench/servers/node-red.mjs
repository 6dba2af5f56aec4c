/** http in -> function -> http response, as its users draw it. No editor, no admin API. */
import { mkdirSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { createRequire } from 'node:module'

const require = createRequire(`${process.env.BENCH_PACKAGES}/package.json`)
const userDir = `${process.env.BENCH_PACKAGES}/node-red-user`
mkdirSync(userDir, { recursive: true })

const flow = (id, method, url, code) => [
  { id: `${id}-in`, type: 'http in', z: 'tab', url, method, wires: [[`${id}-do`]] },
  { id: `${id}-do`, type: 'function', z: 'tab', func: code, outputs: 1, wires: [[`${id}-out`]] },
  { id: `${id}-out`, type: 'http response', z: 'tab', wires: [] },
]
const flows = [
  { id: 'tab', type: 'tab', label: 'bench' },
  ...flow('get', 'get', '/get', 'msg.payload = { ok: true }; return msg'),
  ...flow('echo', 'post', '/echo', 'return msg'),
]
writeFileSync(`${userDir}/flows.json`, JSON.stringify(flows))

const red = require('node-red')
const app = require('express')()
const server = http.createServer(app)
red.init(server, {
  userDir,
  flowFile: 'flows.json',
  httpAdminRoot: false,
  httpNodeRoot: '/',
  credentialSecret: 'bench',
  logging: { console: { level: 'error' } },
  telemetry: { enabled: false },
})
app.use('/', red.httpNode)
red.events.on('flows:started', () => {
  if (!server.listening) server.listen(Number(process.argv[2]), '127.0.0.1')
})
await red.start()
