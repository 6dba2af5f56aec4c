import { expect, it } from 'vitest'
import { definitions } from '../../../runtime/connectors/definitions.ts'
import { blocks } from '../../../runtime/model/blocks.ts'
import { apply } from '../../../runtime/model/change.ts'
import { check } from '../../../runtime/model/check.ts'
import { rename } from '../../../runtime/model/names.ts'
import { emptyProject, type Project } from '../../../runtime/model/project.ts'
import { referencesTo } from '../../../runtime/model/references.ts'

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
