/** Secrets that stand in Vault, as a project says it: their shape, what is checked of them, and how a name follows. */
import { describe, expect, it } from 'vitest'
import { definitions } from '../../../runtime/connectors/definitions.ts'
import { blocks } from '../../../runtime/model/blocks.ts'
import { apply } from '../../../runtime/model/change.ts'
import { check } from '../../../runtime/model/check.ts'
import { remove, rename } from '../../../runtime/model/names.ts'
import type { Project } from '../../../runtime/model/project.ts'
import { secretKey, secretSchema } from '../../../runtime/model/project.ts'
import { projectOf } from '../../support/project.ts'

const place = { vault: 'hashi', mount: 'secret', path: 'ftp/far', key: 'password' }

function projectWith(password: unknown, vault: Record<string, unknown> = {}): Project {
  return projectOf({
    connections: [
      { name: 'hashi', type: 'vault', url: 'http://127.0.0.1:8200', ...vault },
      { name: 'far', type: 'ftp', host: 'ftp.example.com', password },
      { name: 'api', type: 'rest', url: 'http://127.0.0.1:1' },
    ],
  })
}

const problemsOf = (project: Project) =>
  check(project, { connectors: definitions, blocks }).map(({ code, at, message, fix }) => ({
    code,
    at: `${at.name}.${at.field}`,
    message,
    fix,
  }))

describe('a secret in Vault', () => {
  it('is a place and a key, or else a name', () => {
    for (const fits of [place, { secret: 'far.password' }]) {
      expect(secretSchema.safeParse(fits).success).toBe(true)
    }
    const unfit = ['plain', {}, { ...place, key: '' }, { vault: 'a' }, { ...place, secret: 'x' }]
    for (const one of unfit) expect(secretSchema.safeParse(one).success).toBe(false)
  })

  it('is held apart from every name, and from each other', () => {
    const keys = [
      secretKey(place),
      secretKey({ ...place, mount: 'secret/ftp', path: 'far' }),
      secretKey({ ...place, key: 'user' }),
      secretKey({ secret: 'password' }),
    ]
    expect(new Set(keys).size).toBe(4)
  })

  it('has no problem when its Vault is there', () => {
    expect(problemsOf(projectWith(place))).toEqual([])
  })

  it('needs a connection that holds secrets', () => {
    expect(problemsOf(projectWith({ ...place, vault: 'hasi' }))).toEqual([
      {
        code: 'REFERENCE_MISSING',
        at: 'far.password',
        message: 'There is no Vault "hasi" for the secret to come from.',
        fix: expect.stringContaining('"hashi"'),
      },
    ])
    expect(problemsOf(projectWith({ ...place, vault: 'api' }))[0]?.message).toContain(
      'type rest, and holds no secrets',
    )
  })

  it('is none of a Vault itself', () => {
    expect(problemsOf(projectWith(undefined, { token: place }))).toMatchObject([
      { code: 'FIELD_WRONG', at: 'hashi.token' },
    ])
  })

  it('that is misshapen says what it should be', () => {
    expect(problemsOf(projectWith({ vault: 'hashi' }))).toMatchObject([
      { code: 'FIELD_WRONG', at: 'far.password', message: expect.stringContaining('{ secret }') },
    ])
  })

  it('follows the name of its Vault', () => {
    const project = projectWith(place)
    const renamed = apply(project, rename(project, 'connections', 'hashi', 'safe', definitions))
    expect(renamed.connections.far?.password).toEqual({ ...place, vault: 'safe' })
    expect(remove(project, 'connections', 'hashi', definitions).label).toContain(
      'far is incomplete',
    )
  })
})
