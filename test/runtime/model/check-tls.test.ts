import { expect, it } from 'vitest'
import { definitions } from '../../../runtime/connectors/definitions.ts'
import { blocks } from '../../../runtime/model/blocks.ts'
import { check } from '../../../runtime/model/check.ts'
import { emptyProject, type Project, settingsSchema } from '../../../runtime/model/project.ts'
import { fromFiles, toFiles } from '../../../runtime/model/text.ts'
import { secretNames } from '../../../runtime/server/secret-names.ts'

const tls = { certificate: 'server.pem', key: { secret: 'http.key' }, clientCa: 'clients.pem' }
const { clientCa: _, ...plain } = tls

function projectWith(http: object, security: Project['security'] = {}): Project {
  const project = emptyProject('Hub', 'h')
  const settings = settingsSchema.parse({ ...project.settings, http })
  return { ...project, settings, security }
}

const partners = { partners: { name: 'partners', type: 'mtls', isActive: true } }
const codes = (project: Project, secrets: string[] = ['http.key']) =>
  check(project, { connectors: definitions, blocks, secrets }).map(
    ({ code, at }) => `${code} ${at.collection}/${at.name}`,
  )

it('misses the key of the certificate', () => {
  expect(codes(projectWith({ tls }))).toEqual([])
  expect(codes(projectWith({ tls }), [])).toEqual(['SECRET_MISSING project/patchbay'])
  expect(secretNames(projectWith({ tls })).get('http.key')).toBe('patchbay.json, http.tls.key')
})

it('tells of a definition that needs certificates nobody is asked for', () => {
  const told = ['CERTIFICATES_NOT_ASKED security/partners']
  expect(codes(projectWith({ tls }, partners))).toEqual([])
  expect(codes(projectWith({ tls: plain }, partners))).toEqual(told)
  expect(codes(projectWith({}, partners))).toEqual(told)
  const off = { partners: { ...partners.partners, isActive: false } }
  expect(codes(projectWith({}, off))).toEqual([])
})

it('is written and read as it is', () => {
  const project = projectWith({ port: 8443, tls })
  const files = [...toFiles(project)].map(([path, text]) => ({ path, text }))
  expect(fromFiles(files).project.settings.http).toEqual({ host: '127.0.0.1', port: 8443, tls })
  expect(files.find(({ path }) => path === 'patchbay.json')?.text).toMatch(
    /"certificate".*"key".*"clientCa"/s,
  )
})
