/** What is other on one machine than in the project. */
import { expect, it } from 'vitest'
import type { Project } from '../../../runtime/model/project.ts'
import { emptyProject } from '../../../runtime/model/project.ts'
import { overridden } from '../../../runtime/server/overrides.ts'

const project = {
  ...emptyProject('Hub', 'hub'),
  connections: {
    rabbit: { name: 'rabbit', type: 'amqp-broker', isActive: true, host: '127.0.0.1', port: 5672 },
  },
} as Project

it('changes the fields it names, and nothing else', () => {
  const overrides = { connections: { rabbit: { host: 'mq.internal', type: 'ftp', name: 'x' } } }
  const here = overridden(project, overrides, 'o.json')
  expect(here).toEqual({
    ...project,
    connections: { rabbit: { ...project.connections.rabbit, host: 'mq.internal' } },
  })
  expect(overridden(project, {}, 'o.json')).toEqual(project)
})

it('refuses what the project does not have', () => {
  expect(() => overridden(project, { connections: { rabit: {} } }, 'o.json')).toThrow(
    'o.json: the project has no connections/rabit.',
  )
  expect(() => overridden(project, { flows: {} }, 'o.json')).toThrow(/"flows" is none of channels/)
  expect(() => overridden(project, [], 'o.json')).toThrow('o.json: must be an object.')
  expect(() => overridden(project, { connections: { rabbit: 1 } }, 'o.json')).toThrow(/an object/)
})
