import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { definitions } from '../../../runtime/connectors/definitions.ts'
import { blocks } from '../../../runtime/model/blocks.ts'
import { check } from '../../../runtime/model/check.ts'
import { checkProject } from '../../../runtime/model/check-project.ts'
import type { ConnectorDefinition } from '../../../runtime/model/definition.ts'
import type { Flow } from '../../../runtime/model/flow.ts'
import type { Problem, Severity } from '../../../runtime/model/problem.ts'
import { problemCodes } from '../../../runtime/model/problem-codes.ts'
import { emptyProject, type Project } from '../../../runtime/model/project.ts'
import { fromFiles } from '../../../runtime/model/text.ts'
import { anyProject } from '../../support/any-project.ts'
import { bigProject, bigService } from '../../support/big-project.ts'
import { block, channel, flowOf, outgoing } from '../../support/flows.ts'

const options = { connectors: definitions, blocks }

const channelTypes = definitions
  .filter(({ channel }) => channel)
  .map(({ type }) => type)
  .join(', ')

const service = (body: string, path = 'services/store.ts') => ({
  path,
  source: `import { Service } from 'patchbay'\nexport class Store extends Service {\n${body}\n}`,
})

const rest = (name: string, more: Record<string, unknown> = {}) => ({
  name,
  type: 'rest',
  isActive: true,
  path: `/${name.toLowerCase()}`,
  ...more,
})

/** Sound, with one of each. */
const sound: Project = {
  ...emptyProject('Hub', 'h'),
  channels: { C: rest('C') },
  connections: {
    'my.ftp': {
      name: 'my.ftp',
      type: 'ftp',
      isActive: true,
      host: 'h',
      password: { secret: 'pw' },
    },
  },
  flows: { F: flowOf('c -> store, store -> o', { c: channel('C'), o: outgoing('my.ftp') }) },
  services: { 'services/store.ts': service(`handle() { return this.outgoing.ftp.get('my.ftp') }`) },
}

function withFlow(drawing: string, nodes: Flow['nodes'] = {}): Project {
  return { ...sound, flows: { F: flowOf(drawing, { c: channel('C'), ...nodes }) } }
}

function withChannels(...channels: (ReturnType<typeof rest> & Record<string, unknown>)[]): Project {
  const byName = Object.fromEntries(channels.map((one) => [one.name, one]))
  return { ...sound, channels: { ...sound.channels, ...byName } }
}

function withService(body: string): Project {
  return { ...sound, services: { 'services/store.ts': service(body) } }
}

/** The problems of a code, to look at one thing at a time. */
function problemsOf(project: Project, code: string, more: object = {}): Problem[] {
  return check(project, { ...options, ...more }).filter((problem) => problem.code === code)
}

it('finds nothing wrong with a sound project', () => {
  expect(check(sound, { ...options, secrets: ['pw'] })).toEqual([])
})

describe('an object', () => {
  it.each([
    ['of a type nobody knows', { type: 'rset' }, 'TYPE_UNKNOWN', 'type', 'Did you mean "rest"?'],
    [
      'of a type that is no channel',
      { type: 'ftp' },
      'TYPE_UNKNOWN',
      'type',
      `There are: ${channelTypes}.`,
    ],
    ['without a required field', { path: '' }, 'FIELD_MISSING', 'path', 'Fill in Path.'],
    [
      'with a value that does not fit',
      { path: 'store' },
      'FIELD_WRONG',
      'path',
      expect.any(String),
    ],
    ['with a number out of range', { timeout: -1 }, 'FIELD_WRONG', 'timeout', expect.any(String)],
    [
      'with a choice that is none',
      { method: 'FETCH' },
      'FIELD_WRONG',
      'method',
      expect.any(String),
    ],
    [
      'with a field nobody knows',
      { timeuot: 3 },
      'FIELD_UNKNOWN',
      'timeuot',
      'Did you mean "timeout"? Else remove it.',
    ],
  ])('%s is told', (_, more, code, field, fix) => {
    expect(problemsOf(withChannels(rest('D', more)), code)).toEqual([
      {
        code,
        severity: 'error',
        message: expect.any(String),
        at: { collection: 'channels', name: 'D', field },
        fix,
      },
    ])
  })

  it('with its password in the project is told, and the password is not', () => {
    const ftp = {
      ...sound.connections['my.ftp'],
      name: 'my.ftp',
      type: 'ftp',
      isActive: true,
      password: 'hunter2',
    }
    const problems = problemsOf({ ...sound, connections: { 'my.ftp': ftp } }, 'SECRET_PLAIN')
    expect(problems).toMatchObject([{ at: { name: 'my.ftp', field: 'password' } }])
    expect(JSON.stringify(problems)).not.toContain('hunter2')
  })

  it('whose secret has no value is incomplete, when that is known', () => {
    expect(problemsOf(sound, 'SECRET_MISSING')).toEqual([])
    expect(problemsOf(sound, 'SECRET_MISSING', { secrets: ['pw'] })).toEqual([])
    expect(problemsOf(sound, 'SECRET_MISSING', { secrets: [] })).toMatchObject([
      { severity: 'warning', at: { collection: 'connections', name: 'my.ftp', field: 'password' } },
    ])
  })

  it('is not checked for fields that do not apply', () => {
    const fields: ConnectorDefinition = {
      type: 'x',
      title: 'X',
      icon: 'X',
      help: '',
      channel: {
        replies: false,
        summary: () => '',
        fields: [
          { kind: 'bool', name: 'isOn', label: 'On', help: '', default: false },
          {
            kind: 'number',
            name: 'size',
            label: 'Size',
            help: 'h',
            min: 1,
            required: true,
            when: { field: 'isOn', is: [true] },
          },
        ],
      },
    }
    const problems = (values: object) =>
      check(withChannels({ ...rest('X'), type: 'x', path: undefined as never, ...values }), {
        connectors: [...definitions, fields],
        blocks,
      })
        .filter(({ at }) => at.field === 'size')
        .map(({ code }) => code)
    expect(problems({})).toEqual([])
    expect(problems({ size: -1 })).toEqual([])
    expect(problems({ isOn: true })).toEqual(['FIELD_MISSING'])
    expect(problems({ isOn: true, size: -1 })).toEqual(['FIELD_WRONG'])
  })
})

describe('the address of a channel', () => {
  it.each([
    ['the same', { path: '/c' }, 1],
    ['the same but for the names of parameters', { path: '/x/{a}/{b*}' }, 0],
    ['of another method', { path: '/c', method: 'POST' }, 0],
    ['of one that is off', { path: '/c', isActive: false }, 0],
  ])('is taken or not: %s', (_, more, count) => {
    expect(problemsOf(withChannels(rest('D', more)), 'ADDRESS_TAKEN')).toHaveLength(count)
  })

  it('is compared without the names of its parameters', () => {
    const project = withChannels(
      rest('D', { path: '/x/{a}' }),
      rest('E', { path: '/x/{b}' }),
      rest('G', { path: '/x/{b*}' }),
    )
    expect(problemsOf(project, 'ADDRESS_TAKEN')).toMatchObject([
      { at: { name: 'E' }, message: 'ANY /x/{b} is taken by the channel "D" already.' },
    ])
  })
})

describe('a node', () => {
  it.each([
    ['channel', channel('c'), 'There is no channel "c".', 'Did you mean "C"?'],
    [
      'connection',
      outgoing('my.ftq'),
      'There is no connection "my.ftq".',
      'Did you mean "my.ftp"?',
    ],
    [
      'service',
      { kind: 'service', ref: 'far.away' } as const,
      'There is no service "far.away".',
      'Write the service, or remove this node.',
    ],
  ])('refers to a %s that is there', (_, node, message, fix) => {
    const problems = problemsOf(withFlow('c -> store', { n: node }), 'REFERENCE_MISSING')
    expect(problems).toMatchObject([
      { message, fix, at: { collection: 'flows', name: 'F', node: 'n' } },
    ])
  })

  it('may stand for a built-in service', () => {
    expect(
      check(withFlow('c -> p', { p: { kind: 'service', ref: 'patchbay.ping' } }), options),
    ).toEqual([])
  })

  it('cannot stand for a service that is not exported', () => {
    const hidden = service('').source.replace('export ', '')
    const project = {
      ...withFlow('c -> store'),
      services: { 'services/store.ts': { path: 'services/store.ts', source: hidden } },
    }
    expect(problemsOf(project, 'SERVICE_NOT_EXPORTED')).toMatchObject([{ at: { node: 'store' } }])
  })

  it('keeps its service while the text does not parse', () => {
    const codes = check(withService('handle() { const = }'), options).map(({ code }) => code)
    expect(codes).toEqual(['SERVICE_NOT_PARSED'])
  })

  it.each([
    ['a block nobody knows', { b: block('magic') }, 'BLOCK_UNKNOWN', undefined],
    ['a block without what it needs', { b: block('filter') }, 'FIELD_MISSING', 'config.condition'],
    [
      'an expression that does not parse',
      { b: block('map', { expression: '{ "a": ' }) },
      'EXPRESSION_WRONG',
      'config.expression',
    ],
    [
      'a call that does not fit',
      { b: { ...outgoing('my.ftp'), call: { operation: 'burn' } } as Flow['nodes'][string] },
      'FIELD_WRONG',
      'call.operation',
    ],
    [
      'a call with a wrong expression',
      { b: { ...outgoing('my.ftp'), call: { path: '=1 +' } } as Flow['nodes'][string] },
      'EXPRESSION_WRONG',
      'call.path',
    ],
    [
      'a wrong expression deep in rows',
      { b: block('set', { actions: [{ path: 'payload', value: ')' }] }) },
      'EXPRESSION_WRONG',
      'config.actions.0.value',
    ],
  ])('with %s is told', (_, nodes, code, field) => {
    const problems = problemsOf(withFlow('c -> b', nodes), code)
    expect(problems).toMatchObject([
      { at: { collection: 'flows', name: 'F', node: 'b', ...(field ? { field } : {}) } },
    ])
  })

  it('tells where an expression is wrong', () => {
    const call = { operation: 'upload', path: '=a b' }
    const [problem] = problemsOf(
      withFlow('c -> o', { o: { ...outgoing('my.ftp'), call } as never }),
      'EXPRESSION_WRONG',
    )
    expect(call.path.slice(problem?.at.offset)).toBe('b')
    expect(problem?.message).toContain('at character 4')
  })

  it('that no message gets to is told, unless the code uses it', () => {
    const alone = withFlow('c -> store, x -> y', {
      x: block('map', { expression: '1' }),
      y: block('map', { expression: '1' }),
      o: outgoing('my.ftp'),
    })
    expect(problemsOf(alone, 'NODE_UNREACHABLE').map(({ at }) => at.node)).toEqual(['x', 'y'])
    const unused = { ...alone, services: withService('handle() {}').services }
    expect(problemsOf(unused, 'NODE_UNREACHABLE').map(({ at }) => at.node)).toEqual(['x', 'y', 'o'])
    const broken = { ...alone, services: withService('handle() { const = }').services }
    expect(problemsOf(broken, 'NODE_UNREACHABLE').map(({ at }) => at.node)).toEqual(['x', 'y'])
  })

  it('that only code uses has nothing to send on, and no answer to give', () => {
    const answering = withFlow('c -> store, o -> c', { o: outgoing('my.ftp') })
    const flow = answering.flows.F
    const [id = '', link] = Object.entries(flow?.links ?? {}).at(-1) ?? []
    if (!flow || !link) throw new Error('there are links')
    const links = { ...flow.links, [id]: { ...link, to: { node: 'c', port: 'reply' } } }
    const project = { ...answering, flows: { F: { ...flow, links } } }
    const [problem, ...others] = problemsOf(project, 'NODE_UNREACHABLE')
    expect(problem).toMatchObject({ at: { node: 'o' }, message: expect.stringMatching(/nothing/) })
    expect(others).toEqual([])
  })
})

describe('a router', () => {
  const router = (cases: object[]) => withFlow('c -> r', { r: block('router', { cases }) })
  const one = { id: 'a', label: 'A', condition: 'true' }

  it('without cases is told', () => {
    expect(problemsOf(router([]), 'ROUTER_EMPTY')).toMatchObject([{ severity: 'warning' }])
  })

  it('cannot have one port twice, nor one of its own', () => {
    const problems = problemsOf(router([one, one, { ...one, id: 'else' }]), 'CASE_TWICE')
    expect(problems.map(({ at }) => at.field)).toEqual(['config.cases.1.id', 'config.cases.2.id'])
  })
})

describe('a flow', () => {
  it.each([
    ['CHANNEL_UNLINKED', '', {}],
    [
      'FLOW_CYCLE',
      'c -> a, a -> b, b -> a',
      { a: block('map', { expression: '1' }), b: block('map', { expression: '1' }) },
    ],
    ['PORT_MISSING', 'c -> store, store:side -> o', { o: outgoing('my.ftp') }],
    ['PORT_MISSING', 'c -> store, store -> o:side', { o: outgoing('my.ftp') }],
    ['PORT_MISSING', 'c -> store, store -> c', {}],
    [
      'REPLY_TWICE',
      'c -> store, c -> p, store -> c:reply, p -> c:reply',
      { p: { kind: 'service', ref: 'patchbay.ping' } },
    ],
  ] as const)('has %s for %s', (code, drawing, nodes) => {
    expect(problemsOf(withFlow(drawing, nodes), code)).toHaveLength(1)
  })

  it('may answer in two ways when only one comes about', () => {
    const ping = { kind: 'service', ref: 'patchbay.ping' } as const
    const byError = withFlow('c -> store, store -> c:reply, store:error -> p, p -> c:reply', {
      p: ping,
    })
    const filter = block('filter', { condition: 'true' })
    const byFilter = withFlow(
      'c -> f, f -> store, f:rejected -> p, store -> c:reply, p -> c:reply',
      { p: ping, f: filter },
    )
    expect(check(byError, options)).toEqual([])
    expect(check(byFilter, options)).toEqual([])
  })

  it('with a link to nowhere is told', () => {
    const flow = { ...flowOf('c -> store', { c: channel('C') }) }
    const links = {
      ...flow.links,
      x: { from: { node: 'gone', port: 'out' }, to: { node: 'store', port: 'in' } },
    }
    expect(problemsOf({ ...sound, flows: { F: { ...flow, links } } }, 'LINK_LOOSE')).toMatchObject([
      { at: { link: 'x' } },
    ])
  })

  it('is missed by a channel that is on none', () => {
    expect(problemsOf(withChannels(rest('D')), 'CHANNEL_UNLINKED')).toMatchObject([
      { severity: 'warning', at: { collection: 'channels', name: 'D' } },
    ])
  })
})

describe('code', () => {
  it.each([
    [
      `this.outgoing.ftp.get('my.ftq')`,
      'There is no FTP connection "my.ftq".',
      'Did you mean "my.ftp"?',
    ],
    [
      `this.outgoing.rest.get('my.ftp')`,
      '"my.ftp" is a connection of type ftp, not rest.',
      "Write this.outgoing.ftp.get('my.ftp').",
    ],
    [`this.invoke('stroe')`, 'There is no service "stroe".', 'Did you mean "store"?'],
  ])('that names nothing is told: %s', (code, message, fix) => {
    expect(problemsOf(withService(`handle() { ${code} }`), 'USE_MISSING')).toEqual([
      {
        code: 'USE_MISSING',
        severity: 'error',
        message,
        fix,
        at: {
          collection: 'services',
          name: 'services/store.ts',
          line: 3,
          column: expect.any(Number),
        },
      },
    ])
  })

  it('cannot have two services of one name, nor take a built-in one', () => {
    const twice = service('', 'services/twice.ts')
    const mine = service(`static serviceName = 'patchbay.mine'`, 'services/x.ts')
    const services = { ...sound.services, [twice.path]: twice, [mine.path]: mine }
    const found = check({ ...sound, services }, options)
    expect(found).toMatchObject([
      { code: 'SERVICE_NAME_TWICE', at: { name: 'services/twice.ts', line: 2 } },
      { code: 'SERVICE_NAME_RESERVED', at: { name: 'services/x.ts' } },
    ])
    expect(found[0]?.message).toContain('services/store.ts:2')
  })
})

it('begins with the files that could not be read', () => {
  const { project, problems } = fromFiles([{ path: 'flows/bad.json', text: '{' }])
  expect(problems).toHaveLength(2)
  expect(check(project, options)).toEqual(problems)
})

describe('what is remembered', () => {
  it('never differs from what a fresh look finds', () => {
    const fresh = (project: Project) => check(structuredClone(project), options)
    fc.assert(
      fc.property(fc.array(anyProject, { minLength: 2, maxLength: 4 }), (projects) => {
        for (const project of projects) expect(check(project, options)).toEqual(fresh(project))
        // Parts of one in the other, as an edit makes it.
        const [one, other] = projects as [Project, Project]
        for (const part of ['channels', 'connections', 'flows', 'services'] as const) {
          const mixed = { ...one, [part]: other[part] }
          expect(check(mixed, options)).toEqual(fresh(mixed))
        }
      }),
    )
  })

  it('lets go when a service no longer uses or is named as before', () => {
    const renamed = withService(`static serviceName = 'other'`)
    expect(problemsOf(renamed, 'REFERENCE_MISSING')).toHaveLength(1)
    expect(check(sound, options)).toEqual([])
  })

  it('spares a big project from being looked at whole', () => {
    const project = bigProject({ services: 60 })
    let looks = 0
    const counting = (text: string) => {
      looks += text.length > 0 ? 1 : 0
      return undefined
    }
    const readers = { expression: counting }
    expect(checkProject(project, options, readers)).toEqual([])
    expect(looks).toBe(60)
    const changed = bigService(1, 'erp-1', 'false')
    checkProject(
      { ...project, services: { ...project.services, [changed.path]: changed } },
      options,
      readers,
    )
    expect(looks).toBe(60)
  })
})

it('gives each problem a code of the table, its severity, and what to do', () => {
  const codes: Record<string, Severity> = problemCodes
  fc.assert(
    fc.property(anyProject, (project) => {
      for (const { code, severity, message, fix } of check(project, options)) {
        expect(codes[code]).toBe(severity)
        expect(message).toMatch(/^[\S\s]+[.:]/)
        expect(fix).toBeTruthy()
      }
    }),
  )
})
