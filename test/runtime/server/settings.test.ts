import { describe, expect, it } from 'vitest'
import { notShared, refusedWith } from '../../../runtime/server/replicas.ts'
import { settingsOf } from '../../../runtime/server/settings.ts'
import { projectOf } from '../../support/project.ts'

const token = 'x'.repeat(32)
const admin = { admin: '127.0.0.1:9443', adminCert: 'a.crt', adminKey: 'a.key' }

describe('settings of a server', () => {
  it('are those of one process when nothing is said', () => {
    expect(settingsOf({}, {})).toEqual({
      http: {},
      secretsFile: undefined,
      log: 'info',
      isWatching: false,
      controlPort: undefined,
      workers: undefined,
      replicas: 1,
      grace: 10_000,
      drainDelay: 0,
      health: undefined,
      admin: undefined,
    })
  })

  it('take as many workers as there are processors', () => {
    expect(settingsOf({ workers: 'auto' }, {}, 6).workers).toBe(6)
    expect(settingsOf({ workers: '3' }, {}, 6).workers).toBe(3)
  })

  it.each([
    [{ workers: '0' }, /--workers 0/],
    [{ workers: 'many' }, /--workers many/],
    [{ port: '70000' }, /--port 70000/],
    [{ healthPort: '' }, /--health-port/],
    [{ grace: '-1' }, /--grace -1/],
    [{ drainDelay: 'soon' }, /--drain-delay soon/],
    [{ replicas: '1.5' }, /--replicas 1\.5/],
    [{ ...admin, admin: '9443' }, /an address and a port/],
    [{ admin: '127.0.0.1:9443' }, /--admin-cert and --admin-key/],
    [{ workers: '2', control: '8090' }, /--control needs this process alone/],
  ])('refuse %o', (options, words) => {
    expect(() => settingsOf(options, { PATCHBAY_ADMIN_TOKEN: token })).toThrow(words)
  })

  it('let nobody administer without a token that cannot be guessed', () => {
    expect(() => settingsOf(admin, {})).toThrow(/32 characters/)
    expect(() => settingsOf(admin, { PATCHBAY_ADMIN_TOKEN: 'short' })).toThrow(/32 characters/)
    expect(settingsOf(admin, { PATCHBAY_ADMIN_TOKEN: token }).admin).toMatchObject({
      host: '127.0.0.1',
      port: 9443,
    })
  })

  it('follow no folder that an administrator replaces', () => {
    const environment = { PATCHBAY_ADMIN_TOKEN: token }
    expect(settingsOf({ watch: true }, {}).isWatching).toBe(true)
    expect(settingsOf({ watch: true, ...admin }, environment).isWatching).toBe(false)
  })
})

describe('several copies', () => {
  const project = projectOf({
    channels: [
      { name: 'Nightly', type: 'schedule' },
      { name: 'Orders', type: 'amqp' },
      { name: 'Fast', type: 'amqp', concurrency: 20 },
      { name: 'Store', type: 'rest', limitCaller: 10 },
    ],
  })

  it('are refused where jobs would run in each', () => {
    expect(refusedWith(project, 2)).toMatch(/"Nightly" would run in each of the 2 copies/)
    expect(refusedWith(project, 1)).toBeUndefined()
    const off = { ...project.channels.Nightly, name: 'Nightly', type: 'schedule', isActive: false }
    const without = { ...project, channels: { ...project.channels, Nightly: off } }
    expect(refusedWith(without, 2)).toBeUndefined()
  })

  it('are told what each of them counts by itself', () => {
    const text = notShared(project, { replicas: 2 }).join('\n')
    expect(text).toMatch(/"Orders": .*order is not kept/)
    expect(text).not.toMatch(/"Fast"/)
    expect(text).toMatch(/"Store": .*rate limit/)
    expect(text).toMatch(/deploy to each/)
  })

  it('are warned of as workers too, but not of what workers share', () => {
    const text = notShared(project, { workers: 2 }).join('\n')
    expect(text).toMatch(/rate limit/)
    expect(text).not.toMatch(/deploy to each/)
    expect(notShared(project, {})).toEqual([])
  })
})
