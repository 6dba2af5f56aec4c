/** What a Vault server knows: namespaces with their mounts and policies, tokens, and the clock it goes by. */
import { randomBytes } from 'node:crypto'
import { capabilitiesOn, defaultPolicy, parsePolicy, type Rules } from './acl.ts'
import { type Data, Refusal, wrapped } from './answers.ts'

export interface Token {
  id: string
  accessor: string
  namespace: string
  policies: string[]
  path: string
  meta: Record<string, string> | null
  displayName: string
  /** 0: any number. */
  numUses: number
  orphan: boolean
  parent: string | undefined
  /** Seconds since 1970. */
  created: number
  creationTtl: number
  /** undefined: never. */
  expires: number | undefined
  explicitMaxTtl: number
  period: number
  renewable: boolean
  renewed: number | undefined
  entity: string
  type: 'service' | 'batch'
}

export interface Version {
  data: Data
  created: string
  deleted: string
  destroyed: boolean
}

export interface Mount {
  version: 1 | 2
  /** Of version 1. */
  values: Map<string, Data>
  /** Of version 2; the first is version 1. */
  versions: Map<string, Version[]>
}

/** A way of logging in. */
export interface Method {
  type: string
  /** By user, role or token. */
  known: Map<string, Data>
  /** When wrong logins happened, by user. */
  wrong: Map<string, number[]>
}

export interface Space {
  mounts: Map<string, Mount>
  methods: Map<string, Method>
  policies: Map<string, { text: string; rules: Rules }>
}

/** 768 h, as the server has it. */
export const longest = 2_764_800

export class State {
  isInitialized = true
  isSealed = false
  isStandby = false
  edition: 'vault' | 'openbao' = 'vault'
  /** Seconds the clock is ahead. */
  ahead = 0
  readonly rootToken = `hvs.${key()}`
  readonly unsealKeys = [randomBytes(33).toString('hex'), randomBytes(33).toString('hex')]
  readonly shown = new Set<string>()
  readonly spaces = new Map<string, Space>([['', newSpace()]])
  readonly tokens = new Map<string, Token>()

  constructor() {
    this.spaces.get('')?.mounts.set('secret/', newMount(2))
    this.tokens.set(this.rootToken, {
      ...this.newToken('', ['root'], 0),
      id: this.rootToken,
      path: 'auth/token/root',
      displayName: 'root',
      orphan: true,
      renewable: false,
    })
  }

  now(): number {
    return Math.floor(Date.now() / 1000) + this.ahead
  }

  space(namespace: string): Space {
    const space = this.spaces.get(namespace)
    if (!space) throw new Refusal(404, 'namespace not found')
    return space
  }

  newToken(namespace: string, policies: string[], ttl: number): Token {
    const created = this.now()
    return {
      id: `hvs.${key()}`,
      accessor: key(),
      namespace,
      policies: [...new Set(policies)].sort(),
      path: 'auth/token/create',
      meta: null,
      displayName: 'token',
      numUses: 0,
      orphan: false,
      parent: undefined,
      created,
      creationTtl: ttl,
      expires: ttl > 0 ? created + ttl : undefined,
      explicitMaxTtl: 0,
      period: 0,
      renewable: true,
      renewed: undefined,
      entity: '',
      type: 'service',
    }
  }

  /** One that is there and has not ended. */
  find(id: string): Token | undefined {
    const token = this.tokens.get(id)
    if (!token) return undefined
    if (token.expires === undefined || token.expires > this.now()) return token
    this.revoke(id)
    return undefined
  }

  byAccessor(accessor: string): Token | undefined {
    const found = [...this.tokens.values()].find((one) => one.accessor === accessor)
    return found && this.find(found.id)
  }

  /** Its children die with it. */
  revoke(id: string): void {
    this.tokens.delete(id)
    for (const { id: child, parent } of this.tokens.values()) if (parent === id) this.revoke(child)
  }

  /** The caller of an authenticated path; one that is used up is used once more. @throws Refusal 403. */
  caller(id: string, namespace: string): Token {
    const token = id === '' ? undefined : this.find(id)
    if (!token || !namespace.startsWith(token.namespace)) {
      if (id === '' || this.edition === 'openbao') throw new Refusal(403, 'permission denied')
      throw new Refusal(403, '2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n')
    }
    if (token.numUses > 0 && --token.numUses === 0) this.revoke(id)
    return token
  }

  capabilities(token: Token, namespace: string, path: string): string[] {
    if (token.policies.includes('root')) return ['root']
    return capabilitiesOn(this.rulesOf(token), this.seenFrom(token, namespace) + path)
  }

  rulesOf(token: Token): Rules[] {
    const { policies } = this.space(token.namespace)
    return token.policies.flatMap((name) => policies.get(name)?.rules ?? [])
  }

  /** How paths of a namespace begin in the policies of the token's own. */
  seenFrom(token: Token, namespace: string): string {
    return namespace.slice(token.namespace.length)
  }

  /** @throws Refusal 403. */
  allow(token: Token, namespace: string, path: string, capability: string): void {
    const found = this.capabilities(token, namespace, path)
    if (found.includes('root') || found.includes(capability)) return
    throw wrapped(403, 'permission denied')
  }
}

export function newSpace(): Space {
  const rules = parsePolicy(defaultPolicy) ?? new Map()
  return {
    mounts: new Map(),
    methods: new Map(),
    policies: new Map([['default', { text: defaultPolicy, rules }]]),
  }
}

export function newMount(version: 1 | 2): Mount {
  return { version, values: new Map(), versions: new Map() }
}

export function key(): string {
  return randomBytes(18).toString('base64url').replace(/[-_]/g, 'x')
}
