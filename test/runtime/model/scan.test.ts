import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scan } from '../../../runtime/model/scan.ts'
import type { ServiceInfo } from '../../../runtime/model/service.ts'
import { classNameOf, kebabOf } from '../../../runtime/model/words.ts'

function read(source: string, path = 'services/billing.ts') {
  return scan({ path, source })
}

/** The one service of a text that begins with the import every service has. */
function only(body: string): ServiceInfo {
  const { services, problem } = read(`import { Service } from 'patchbay'\n${body}`)
  expect(problem).toBeUndefined()
  expect(services).toHaveLength(1)
  return services[0] as ServiceInfo
}

const billing = `import { Service } from 'patchbay'

/**
 * Sends one billing to the ERP.
 *
 * Twice a day.
 */
export class BillingHandler extends Service {
  static serviceName = 'billing.handler'
  static namespace = 'my.billing'
  static io = {
    input: ['cust_id', 'amount', 'segment?'],
    output: ['is_accepted'],
  } as const

  async handle() {
    const erp = this.outgoing.rest.get('ERP')
    const answer = await erp.post('/bills', {})
    await this.invoke('audit.log', {})
    this.response.payload = { is_accepted: answer.ok }
  }
}
`

describe('a service in its text', () => {
  it('is known by name, namespace, doc, io and uses', () => {
    expect(read(billing)).toMatchObject({
      services: [
        {
          name: 'billing.handler',
          namespace: 'my.billing',
          className: 'BillingHandler',
          doc: 'Sends one billing to the ERP.\n\nTwice a day.',
          path: 'services/billing.ts',
          line: 8,
          input: [
            { name: 'cust_id', type: 'int', required: true },
            { name: 'amount', type: 'text', required: true },
            { name: 'segment', type: 'text', required: false },
          ],
          output: [{ name: 'is_accepted', type: 'bool', required: true }],
          uses: [
            { kind: 'outgoing', type: 'rest', name: 'ERP', line: 17, column: 40 },
            { kind: 'service', name: 'audit.log', line: 19, column: 23 },
          ],
          exported: true,
        },
      ],
    })
  })

  it('is named after its class when it gives no name', () => {
    expect(only('export class BillingHandler extends Service {}').name).toBe('billing-handler')
  })

  it.each([
    ['an alias', `import { Service as Base } from 'patchbay'\nexport class A extends Base {}`],
    ['a namespace', `import * as p from 'patchbay'\nexport class A extends p.Service {}`],
    [
      'a default export',
      `import { Service } from 'patchbay'\nexport default class A extends Service {}`,
    ],
    [
      'an export list',
      `import { Service } from 'patchbay'\nclass A extends Service {}\nexport { A }`,
    ],
    [
      'a base of another file',
      `import { B } from './base.ts'\nexport class A extends B { handle() {} }`,
    ],
    [
      'a decorated class',
      `import { Service } from 'patchbay'\n@d() export class A extends Service {}`,
    ],
  ])('is found through %s', (_, source) => {
    const { services, problem } = read(source)
    expect(problem).toBeUndefined()
    expect(services).toMatchObject([{ name: 'a', exported: true }])
  })

  it.each([
    ['of another package', `import { Service } from 'other'\nexport class A extends Service {}`],
    ['without a base', `export class A { handle() {} }`],
    ['of an error', `import { AppError } from './errors'\nexport class A extends AppError {}`],
  ])('is not a class %s', (_, source) => {
    expect(read(source).services).toEqual([])
  })

  it('cannot be linked when it is abstract or not exported', () => {
    const { services } = read(
      `import { Service } from 'patchbay'
       export abstract class A extends Service { static io = { input: ['id'] } }
       class B extends A { handle() { this.outgoing.ftp.get('f') } }
       export class C extends B { handle() { this.outgoing.rest.get('r') } }`,
    )
    expect(services.map(({ name, exported }) => [name, exported])).toEqual([
      ['a', false],
      ['b', false],
      ['c', true],
    ])
    const c = services[2]
    expect(c?.input).toMatchObject([{ name: 'id' }])
    expect(c?.uses.map(({ name }) => name)).toEqual(['r', 'f'])
  })
})

describe('the io of a service', () => {
  it('knows explicit elements, nested ones, constants and spreads', () => {
    const { input } = only(`
      const common = ['id', 'is_active?'] as const
      const amount = Decimal('amount', { default: '0' })
      export class A extends Service {
        static readonly io = {
          input: [
            ...common, amount, Int('age?'), io.Date("born"),
            Dict('address', ['street', 'zip_size?'], { default: {} }),
            { owner: ['name', { car: ['plate'] }], 'buyer?': [] },
          ],
        } satisfies Io
      }`)
    expect(input).toEqual([
      { name: 'id', type: 'int', required: true },
      { name: 'is_active', type: 'bool', required: false },
      { name: 'amount', type: 'decimal', required: false },
      { name: 'age', type: 'int', required: false },
      { name: 'born', type: 'date', required: true },
      {
        name: 'address',
        type: 'dict',
        required: false,
        elements: [
          { name: 'street', type: 'text', required: true },
          { name: 'zip_size', type: 'int', required: false },
        ],
      },
      {
        name: 'owner',
        type: 'object',
        required: true,
        elements: [
          { name: 'name', type: 'text', required: true },
          {
            name: 'car',
            type: 'object',
            required: true,
            elements: [{ name: 'plate', type: 'text', required: true }],
          },
        ],
      },
      { name: 'buyer', type: 'object', required: false, elements: [] },
    ])
  })

  it('leaves out what cannot be known without running it', () => {
    const service = only(
      'export class A extends Service { static io = make(); static serviceName = name() }',
    )
    expect(service).toMatchObject({ name: 'a', input: [], output: [] })
  })
})

describe('the uses of a service', () => {
  const uses = (body: string) =>
    only(`export class A extends Service { async handle() { ${body} } }`).uses.map((use) =>
      use.kind === 'outgoing' ? `${use.type}:${use.name}` : use.name,
    )

  it.each([
    ['directly', `await this.outgoing.ftp.get('f').list()`, ['ftp:f']],
    ['through the type', `const r = this.outgoing.rest; r.get("r")`, ['rest:r']],
    ['through outgoing', 'const out = this.outgoing; out.rest.get(`r`)', ['rest:r']],
    [
      'through a pattern',
      `const { rest, ftp: f } = this.outgoing; rest.get('r'); f.get('f')`,
      ['rest:r', 'ftp:f'],
    ],
    [
      'through this',
      `const self = this; self.invoke('s'); self.outgoing.rest.get('r')`,
      ['s', 'rest:r'],
    ],
    ['with marks of the compiler', `this.outgoing!.rest?.get('r' as const)`, ['rest:r']],
    ['without waiting', `this.invokeAsync('s', 1)`, ['s']],
    ['once each', `this.outgoing.rest.get('r'); this.outgoing.rest.get('r')`, ['rest:r']],
    ['never by a name not known', `this.outgoing.rest.get(name); this.invoke(name)`, []],
    ['never of other things', `map.get('r'); other.invoke('s'); this.outgoing.get('x')`, []],
  ])('are found %s', (_, body, expected) => {
    expect(uses(body)).toEqual(expected)
  })

  it('follow a constant to the text', () => {
    const service = only(
      `const erp = 'ERP'\nexport class A extends Service { handle() { this.outgoing.rest.get(erp) } }`,
    )
    expect(service.uses).toMatchObject([{ name: 'ERP', line: 2, column: 13 }])
  })

  it('of a function of the file count for its services', () => {
    const service = only(`
      function send(service: A) { return service.outgoing.rest.get('ERP').get('/') }
      export class A extends Service { handle() { return send(this) } }`)
    expect(service.uses).toMatchObject([{ kind: 'outgoing', type: 'rest', name: 'ERP' }])
  })
})

describe('a text that does not parse', () => {
  it('is a problem with line and column, and keeps its names', () => {
    const { services, problem } = read(billing.replace('handle() {', 'handle() { const = 1'))
    expect(problem).toMatchObject({
      code: 'SERVICE_NOT_PARSED',
      message: 'Unexpected token.',
      at: { collection: 'services', name: 'services/billing.ts', line: 16, column: 26 },
    })
    expect(services).toMatchObject([
      { name: 'billing.handler', className: 'BillingHandler', exported: true },
    ])
  })

  it('does not make a service of every class', () => {
    expect(read('export class NoSuchThing extends Error {}\nexport const =').services).toEqual([])
  })

  it('still tells all when only a name is there twice', () => {
    const { services, problem } = read(`${billing}\nconst a = 1\nconst a = 2`)
    expect(problem).toMatchObject({ at: { line: 25, column: 7 } })
    expect(services[0]?.input).toHaveLength(3)
  })

  it('never throws', () => {
    const cut = fc.integer({ min: 0, max: billing.length })
    fc.assert(
      fc.property(cut, fc.string(), (at, noise) => {
        const { services } = read(billing.slice(0, at) + noise + billing.slice(at))
        expect(Array.isArray(services)).toBe(true)
      }),
    )
  })
})

it('remembers a file for as long as it is the same object', () => {
  const file = { path: 'services/a.ts', source: billing }
  expect(scan(file)).toBe(scan(file))
  expect(scan({ ...file })).toEqual(scan(file))
})

describe('names of classes and services', () => {
  it.each([
    ['BillingHandler', 'billing-handler'],
    ['HTTPStore2', 'http-store2'],
    ['store_file', 'store-file'],
    ['A', 'a'],
  ])('makes %s to %s', (className, name) => expect(kebabOf(className)).toBe(name))

  it.each([
    ['store.file', 'StoreFile'],
    ['Größe ändern', 'GrosseAndern'],
    ['2nd', 'Service2nd'],
    ['注文', 'Service'],
  ])('makes %s to the class %s', (name, className) => expect(classNameOf(name)).toBe(className))
})
