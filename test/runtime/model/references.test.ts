import { expect, it } from 'vitest'
import { definitions } from '../../../runtime/connectors/definitions.ts'
import { blocks } from '../../../runtime/model/blocks.ts'
import { apply } from '../../../runtime/model/change.ts'
import { check } from '../../../runtime/model/check.ts'
import { remove, rename } from '../../../runtime/model/names.ts'
import { emptyProject, type Project } from '../../../runtime/model/project.ts'
import { referencesTo } from '../../../runtime/model/references.ts'
import { mayLink } from '../../../runtime/model/rules.ts'
import { projectTypings } from '../../../runtime/model/typings.ts'
import { channel, flowOf, outgoing } from '../../support/flows.ts'

const project: Project = {
  ...emptyProject('Hub', 'h'),
  channels: {
    Orders: { name: 'Orders', type: 'amqp', isActive: true, broker: 'rabbit', queue: 'orders' },
  },
  connections: {
    rabbit: { name: 'rabbit', type: 'amqp-broker', isActive: true, host: 'h' },
    shop: { name: 'shop', type: 'amqp', isActive: true, broker: 'rabbit', exchange: 'shop' },
  },
}

const referenceProblems = (changed: Project) =>
  check(changed, { connectors: definitions, blocks })
    .filter(({ code }) => code === 'REFERENCE_MISSING')
    .map(({ message, fix, at }) => ({ message, fix, field: `${at.name}.${at.field}` }))

it('finds all that are made on a shared connection', () => {
  expect(
    referencesTo(project, 'rabbit', definitions).map(
      ({ side, object }) => `${side}/${object.name}`,
    ),
  ).toEqual(['channels/Orders', 'connections/shop'])
  expect(referenceProblems(project)).toEqual([])
})

it('follows a new name of a shared connection', () => {
  const after = apply(project, rename(project, 'connections', 'rabbit', 'bunny', definitions))
  expect(after.channels.Orders?.broker).toBe('bunny')
  expect(after.connections.shop?.broker).toBe('bunny')
  expect(referenceProblems(after)).toEqual([])
})

it('tells of a name that is not there, and of one of another type', () => {
  const { rabbit: _, ...others } = project.connections
  expect(referenceProblems({ ...project, connections: others })).toEqual([
    {
      message: 'There is no AMQP broker "rabbit".',
      fix: 'Make the AMQP broker, or choose another.',
      field: 'Orders.broker',
    },
    {
      message: 'There is no AMQP broker "rabbit".',
      fix: 'Make the AMQP broker, or choose another.',
      field: 'shop.broker',
    },
  ])
  const wrong = { ...project.channels.Orders, broker: 'shop' } as Project['channels'][string]
  expect(referenceProblems({ ...project, channels: { Orders: wrong } })).toMatchObject([
    { message: '"shop" is a connection of type amqp, not of type amqp-broker.' },
  ])
})

it('names what is incomplete without a shared connection that is deleted', () => {
  expect(remove(project, 'connections', 'rabbit', definitions).label).toBe(
    'Deleted rabbit; Orders and shop are incomplete without it',
  )
  const one = { ...project, channels: {} }
  expect(remove(one, 'connections', 'rabbit', definitions).label).toBe(
    'Deleted rabbit; shop is incomplete without it',
  )
  expect(remove(project, 'connections', 'shop', definitions).label).toBe('Deleted shop')
})

it('lets no shared connection stand on a flow or be linked', () => {
  const flow = flowOf('c -> b', { c: channel('Orders'), b: outgoing('rabbit') })
  const drawn: Project = { ...project, flows: { F: flow } }
  const words =
    '"rabbit" is the AMQP broker that others are made on; it takes no messages and stands on no flow.'
  expect(check(drawn, { connectors: definitions, blocks })).toMatchObject([
    { code: 'CONNECTION_SHARED', severity: 'error', message: words, at: { name: 'F', node: 'b' } },
  ])
  const apart = { ...flow, links: {} }
  const ends = [
    { node: 'c', port: 'out' },
    { node: 'b', port: 'in' },
  ] as const
  expect(mayLink(drawn, apart, ...ends, { connectors: definitions })).toEqual({
    ok: false,
    reason: words,
  })
})

it('is no connection that code can get', () => {
  const typings = projectTypings(project, definitions).get('.patchbay/types/project.d.ts')
  expect(typings).toContain('"amqp": "shop"')
  expect(typings).not.toContain('rabbit')
  const source = `import { Service } from 'patchbay'
export class Send extends Service {
  handle() { return this.outgoing.amqp.get('rabbit') }
}`
  const coded: Project = {
    ...project,
    channels: {},
    services: { 'services/send.ts': { path: 'services/send.ts', source } },
  }
  expect(check(coded, { connectors: definitions, blocks })).toMatchObject([
    { code: 'USE_MISSING', fix: 'Name a connection that is made on this broker.' },
  ])
})

const guarded: Project = {
  ...emptyProject('Hub', 'h'),
  channels: {
    Orders: { name: 'Orders', type: 'rest', isActive: true, path: '/o', security: ['erp', 'all'] },
  },
  connections: {
    crm: { name: 'crm', type: 'rest', isActive: true, url: 'http://crm', security: 'erp' },
  },
  security: {
    erp: { name: 'erp', type: 'basic', isActive: true, user: 'erp', password: { secret: 'p' } },
    all: { name: 'all', type: 'group', isActive: true, members: ['erp'] },
    out: { name: 'out', type: 'bearer', isActive: true, token: { secret: 't' } },
  },
}

const users = (project: Project, name: string) =>
  referencesTo(project, name, definitions, 'security').map(
    ({ side, object, field }) => `${side}/${object.name}.${field}`,
  )

it('follows a security definition through channels, connections and groups', () => {
  const where = ['channels/Orders.security', 'connections/crm.security', 'security/all.members']
  expect(users(guarded, 'erp')).toEqual(where)
  expect(referenceProblems(guarded)).toEqual([])
  const after = apply(guarded, rename(guarded, 'security', 'erp', 'partner', definitions))
  expect(after.channels.Orders?.security).toEqual(['partner', 'all'])
  expect(after.connections.crm?.security).toBe('partner')
  expect(after.security.all?.members).toEqual(['partner'])
  expect(after.security.partner).toMatchObject({ name: 'partner', user: 'erp' })
  expect(referenceProblems(after)).toEqual([])
})

it('leaves a channel locked whose definition is deleted, and says so', () => {
  const change = remove(guarded, 'security', 'erp', definitions)
  expect(change.label).toBe('Deleted erp; Orders, crm and all are incomplete without it')
  const after = apply(guarded, change)
  expect(after.channels.Orders?.security).toEqual(['erp', 'all'])
  expect(referenceProblems(after).map(({ message, field }) => `${field}: ${message}`)).toEqual([
    'Orders.security: There is no security definition "erp".',
    'crm.security: There is no security definition "erp".',
    'all.members: There is no security definition "erp".',
  ])
})

it('refuses a definition where it cannot serve', () => {
  const wrong: Project = {
    ...guarded,
    channels: {
      Orders: { name: 'Orders', type: 'rest', isActive: true, path: '/o', security: ['out'] },
    },
    connections: {
      crm: { name: 'crm', type: 'rest', isActive: true, url: 'http://crm', security: 'all' },
    },
    security: {
      ...guarded.security,
      nested: { name: 'nested', type: 'group', isActive: true, members: ['all'] },
    },
  }
  expect(referenceProblems(wrong).map(({ message, field }) => `${field}: ${message}`)).toEqual([
    'Orders.security: "out" is Bearer token, which cannot tell who calls.',
    'crm.security: "all" is Group, which cannot sign calls.',
    'nested.members: "all" is Group, which cannot be in a group.',
  ])
})

it('checks a definition as every other object', () => {
  const problems = check(
    {
      ...emptyProject('Hub', 'h'),
      security: {
        a: { name: 'a', type: 'basic', isActive: true, user: 'x:y', password: 'plain' },
        b: { name: 'b', type: 'group', isActive: true, members: [] },
        c: { name: 'c', type: 'kerberos', isActive: true },
        d: { name: 'd', type: 'api-key', isActive: true, key: { secret: 'none' } },
      },
    },
    { connectors: definitions, blocks, secrets: [] },
  )
  expect(problems.map(({ code, at }) => `${code} ${at.name}.${at.field}`)).toEqual([
    'FIELD_WRONG a.user',
    'SECRET_PLAIN a.password',
    'FIELD_MISSING b.members',
    'TYPE_UNKNOWN c.type',
    'SECRET_MISSING d.key',
  ])
})
