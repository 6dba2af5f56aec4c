import { describe, expect, it } from 'vitest'
import { definitions } from '../../../runtime/connectors/definitions.ts'
import { emptyProject, type Project } from '../../../runtime/model/project.ts'
import { projectTypings } from '../../../runtime/model/typings.ts'
import { fill, scratchFolder } from '../../support/scratch.ts'
import { typeErrors } from '../../support/type-errors.ts'

function projectOf(sources: Readonly<Record<string, string>>): Project {
  return {
    ...emptyProject('Hub', 'h'),
    connections: {
      ERP: { name: 'ERP', type: 'rest', isActive: true },
      'Bob\'s "CRM"': { name: 'Bob\'s "CRM"', type: 'rest', isActive: true },
    },
    services: Object.fromEntries(
      Object.entries(sources).map(([path, source]) => [path, { path, source }]),
    ),
  }
}

/** The errors of a project with the given services. */
function errorsOf(sources: Readonly<Record<string, string>>): string[] {
  const typings = Object.fromEntries(projectTypings(projectOf(sources), definitions))
  const folder = scratchFolder()
  fill(folder, { ...sources, ...typings })
  return typeErrors(folder, [...Object.keys(sources), ...Object.keys(typings)])
}

const billing = (handle: string) => `import { Int, Service } from 'patchbay'

export class BillingHandler extends Service {
  static serviceName = 'billing.handler'
  static io = {
    input: ['cust_id', 'segment?', Int('amount')],
    output: ['is_accepted'],
  } as const

  async handle() {
    ${handle}
  }
}
`

describe('a service against its project', () => {
  it('has the names and types of the project', () => {
    const handle = `
    const { cust_id, amount, segment } = this.request.input
    const whole: number = cust_id + amount
    const text: string | undefined = segment
    const answer = await this.outgoing.rest.get('ERP').post('/bills', { whole, text })
    await this.outgoing.rest.get("Bob's \\"CRM\\"").get('/')
    const { is_accepted } = await this.invoke('billing.handler', { cust_id: 1, amount: 2 })
    const yes: boolean = is_accepted
    await this.invoke('patchbay.ping')
    this.response.payload = { is_accepted: answer.ok && yes }`
    expect(errorsOf({ 'services/deep/billing.ts': billing(handle) })).toEqual([])
  })

  it.each([
    ['a connection that is not there', `this.outgoing.rest.get('EPR')`, '\'"EPR"\''],
    ['a type without connections', `this.outgoing.ftp.get('ERP')`, "'never'"],
    ['an element that is not declared', 'this.request.input.customer', "'customer'"],
    ['an input of another type', 'const a: string = this.request.input.cust_id', "'string'"],
    ['an output of another type', `this.response.payload = { is_accepted: 'yes' }`, "'boolean'"],
    ['a service that is not there', `this.invoke('billing.handle')`, '\'"billing.handle"\''],
    [
      'an input that another service does not take',
      `this.invoke('billing.handler', { cust_id: 'x', amount: 1 })`,
      "'string'",
    ],
  ])('is a type error for %s', (_, handle, words) => {
    const errors = errorsOf({ 'services/billing.ts': billing(handle) })
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatch(/^services\/billing\.ts:11 /)
    expect(errors[0]).toContain(words)
  })

  it('is fine as a default export, an alias, a base, and one without io', () => {
    const errors = errorsOf({
      'services/default.ts': `import { Service } from 'patchbay'
        export default class Anyone extends Service {
          static io = { input: ['id'] } as const
          handle() { return this.request.payload }
        }`,
      'services/alias.ts': `import { Service } from 'patchbay'
        class Inner extends Service { static io = { input: ['id'] } as const }
        export { Inner as Outer }`,
      'services/base.ts': `import { Service } from 'patchbay'
        export abstract class Base extends Service {
          audit() { return this.invoke('anyone', { id: 1 }) }
        }
        export class Child extends Base {
          static io = { input: ['cust_id'] } as const
          handle() { return this.request.input.cust_id.toFixed() + this.invoke('inner', { id: 1 }) }
        }`,
      'services/free.ts': `import { Service } from 'patchbay'
        export class Free extends Service {
          async handle() { this.response.payload = [1, await this.invoke('free', 'anything')] }
        }`,
    })
    expect(errors).toEqual([])
  })

  it('can be checked when there is nothing in the project', () => {
    const typings = projectTypings(emptyProject('Hub', 'h'), definitions)
    const folder = scratchFolder()
    fill(folder, Object.fromEntries(typings))
    expect(typeErrors(folder, [...typings.keys()])).toEqual([])
  })
})
