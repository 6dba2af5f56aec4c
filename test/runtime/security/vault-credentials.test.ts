/** What a caller shows for Vault, in the words of two houses, and what may not be said with it. */
import { describe, expect, it } from 'vitest'
import type { VaultCallers } from '../../../runtime/message/vault.ts'
import { type Method, shownBy } from '../../../runtime/security/vault/credentials.ts'

const callers: VaultCallers = {
  method: 'none',
  service: '',
  mounts: { 'username-password': 'userpass', ldap: 'ldap', github: 'github', approle: 'approle' },
  otherMounts: ['team/partners'],
}

function shown(headers: Record<string, string>, method?: Method) {
  const lower = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  return shownBy((name) => lower.get(name), method, callers)
}

const ours = 'X-Patchbay-Vault-'
const theirs = 'X-Zato-Vault-'

describe('what a caller shows', () => {
  it('is taken by what is there: a token, a user, GitHub, a role', () => {
    const all = {
      [`${ours}Token`]: 't',
      [`${ours}Username`]: 'u',
      [`${ours}Password`]: 'p',
      [`${ours}Token-GitHub`]: 'g',
      [`${ours}Role-Id`]: 'r',
      [`${ours}Secret-Id`]: 's',
    }
    const without = (...names: string[]) =>
      Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name)))
    const proofs = [
      shown(all),
      shown(without(`${ours}Token`)),
      shown(without(`${ours}Token`, `${ours}Username`)),
      shown(without(`${ours}Token`, `${ours}Username`, `${ours}Token-GitHub`)),
    ]
    expect(proofs.map((one) => one.is === 'proof' && one.proof)).toEqual([
      { method: 'token', token: 't' },
      { method: 'username-password', mount: 'userpass', username: 'u', password: 'p' },
      { method: 'github', mount: 'github', token: 'g' },
      { method: 'approle', mount: 'approle', roleId: 'r', secretId: 's' },
    ])
  })

  it('is of one house, and never put together from two', () => {
    expect(shown({ [`${ours}Username`]: 'u', [`${theirs}Password`]: 'p' })).toEqual({
      is: 'proof',
      words: ours,
      proof: { method: 'username-password', mount: 'userpass', username: 'u', password: '' },
    })
    expect(shown({ [`${theirs}Token`]: 't' })).toMatchObject({ words: theirs })
  })

  it('is nothing when it is of another method than is wanted', () => {
    expect(shown({ [`${ours}Token`]: 't' }, 'ldap')).toEqual({ is: 'absent' })
    expect(shown({ Authorization: 'Bearer t' }, 'github')).toEqual({ is: 'absent' })
    expect(shown({ Authorization: 'Basic t' })).toEqual({ is: 'absent' })
    expect(shown({ [`${ours}Token`]: '' })).toEqual({ is: 'absent' })
  })

  it('may be a bearer token that can be read', () => {
    const bearer = { is: 'proof', words: ours, proof: { method: 'token', token: 't.1' } }
    expect(shown({ Authorization: 'Bearer t.1' })).toEqual(bearer)
    expect(shown({ Authorization: 'bearer t.1' }, 'token')).toEqual(bearer)
    expect(shown({ Authorization: 'Bearer a b' })).toMatchObject({ is: 'wrong' })
  })

  it('names mounts that the connection has', () => {
    const at = (mount: string) => {
      const found = shown({ [`${theirs}Username`]: 'u', [`${theirs}Mount-Point`]: mount })
      return found.is === 'proof' && 'mount' in found.proof ? found.proof.mount : found.is
    }
    expect(['userpass', '/userpass/', 'team/partners', 'github', '../sys', ' '].map(at)).toEqual([
      'userpass',
      'userpass',
      'team/partners',
      'wrong',
      'wrong',
      'wrong',
    ])
  })

  it('is UTF-8', () => {
    const password = Buffer.from('pässwörd').toString('latin1')
    expect(shown({ [`${ours}Username`]: 'u', [`${ours}Password`]: password })).toMatchObject({
      proof: { password: 'pässwörd' },
    })
  })
})
