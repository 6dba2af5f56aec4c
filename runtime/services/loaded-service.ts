/** A service class, with what is known of it before the first message: worked out once, not for each call. */
import type { Io } from '../model/io.ts'
import { type IoPlan, type PlannedElement, planOf } from '../model/io-plan.ts'
import { kebabOf } from '../model/words.ts'
import { Service } from './service.ts'

type ServiceClass = typeof Service

export interface LoadedService {
  name: string
  className: string
  /** The file it came from. */
  path: string
  Class: ServiceClass
  plan: IoPlan
  /** Upper case; those it has a `handleGET` or the like for. */
  verbs: readonly string[]
  /** Names of the elements, at any depth, that it declares to be secret. */
  secrets: readonly string[]
}

const verb = /^handle([A-Z]+)$/

export function loadedService(Class: ServiceClass, path: string): LoadedService {
  const plan = planOf(Class.io as Io | undefined)
  return {
    name: Class.serviceName ?? kebabOf(Class.name),
    className: Class.name,
    path,
    Class,
    plan,
    verbs: verbsOf(Class),
    secrets: secretsIn([...(plan.input ?? []), ...(plan.output ?? [])]),
  }
}

/** The services among what a file exports. A class exported under two names is one service. */
export function servicesIn(
  exported: Readonly<Record<string, unknown>>,
  path: string,
): LoadedService[] {
  const classes = new Set(Object.values(exported).filter(isServiceClass))
  return [...classes].map((Class) => loadedService(Class, path))
}

function isServiceClass(value: unknown): value is ServiceClass {
  return typeof value === 'function' && value.prototype instanceof Service
}

function verbsOf(Class: ServiceClass): string[] {
  const found = new Set<string>()
  let proto = Class.prototype
  while (proto !== Service.prototype) {
    for (const name of Object.getOwnPropertyNames(proto)) {
      const [, method] = verb.exec(name) ?? []
      if (method !== undefined) found.add(method)
    }
    proto = Object.getPrototypeOf(proto)
  }
  return [...found]
}

function secretsIn(elements: readonly PlannedElement[]): string[] {
  return elements.flatMap(({ name, type, members }) =>
    type === 'secret' ? [name] : secretsIn(members ?? []),
  )
}
