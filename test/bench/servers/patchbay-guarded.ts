/** A runtime with one channel that is open and others that Vault guards, all to the same service; it prints where they are. */
import { Runtime } from '../../../runtime/runtime.ts'
import { startVaultDouble } from '../../peers/vault-double.ts'
import { projectOf } from '../../support/project.ts'

const vault = await startVaultDouble()
const token = vault.rootToken

const service = `import { Service } from 'patchbay'
export class Answer extends Service {
  static serviceName = 'answer'
  handle() { this.response.payload = { ok: true } }
}
`

const guarded = { type: 'rest', security: ['staff'], isActive: true }
const project = projectOf({
  channels: [
    { name: 'open', type: 'rest', path: '/open' },
    { name: 'guarded', ...guarded, path: '/guarded' },
    {
      name: 'may',
      ...guarded,
      path: '/may/{id}',
      capability: 'read',
      capabilityPath: 'secret/{id}',
    },
  ],
  connections: [{ name: 'hashi', type: 'vault', url: vault.url, token: { secret: 'own' } }],
  services: { 'services/answer.ts': service },
  links: [
    ['open', 'answer'],
    ['guarded', 'answer'],
    ['may', 'answer'],
  ],
})
const staff = { name: 'staff', type: 'vault', isActive: true, connection: 'hashi', cache: 3600 }
const runtime = new Runtime({
  secrets: new Map([['own', token]]),
  http: { port: 0 },
  logLevel: 'silent',
})
await runtime.deploy({ project: { ...project, security: { staff } }, revision: 1 })
const address = runtime.status().objects.find(({ at }) => at.name === 'open')?.address ?? ''
process.stdout.write(`${JSON.stringify({ url: new URL(address).origin, token })}\n`)
