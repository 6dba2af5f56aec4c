import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { policyText } from '../../build/services.mjs'

describe('the policy for the time of an installation', () => {
  const policy = policyText(['rabbitmq-server.service', 'epmd.socket'])
  const answer = (...words: string[]) =>
    spawnSync('/bin/sh', ['-c', policy, 'policy-rc.d', ...words]).status

  it('refuses to start what only tests use, however it is asked', () => {
    expect(answer('rabbitmq-server.service', 'start')).toBe(101)
    expect(answer('epmd.socket', 'start')).toBe(101)
    expect(answer('--quiet', 'rabbitmq-server', '(start)', '2')).toBe(101)
  })

  it('lets everything else start', () => {
    expect(answer('ssh.service', 'restart')).toBe(0)
    expect(answer('--quiet', 'rabbitmq-server-exporter', 'start')).toBe(0)
  })
})
