import { describe, expect, it } from 'vitest'
import { resourceAttributes } from '../../../runtime/telemetry/resource.ts'

const usual = { 'service.name': 'Billing', 'service.version': '1' }

describe('what all spans have in common', () => {
  it('is ours where nothing is said', () => {
    expect(resourceAttributes({}, usual)).toEqual(usual)
  })

  it('is what the variables say, and the name of the service before all', () => {
    const list = 'service.name=a, team=b%20c,broken,bad=%zz'
    expect(resourceAttributes({ OTEL_RESOURCE_ATTRIBUTES: list }, usual)).toEqual({
      'service.name': 'a',
      'service.version': '1',
      team: 'b c',
      bad: '%zz',
    })
    const named = { OTEL_RESOURCE_ATTRIBUTES: list, OTEL_SERVICE_NAME: 'mine' }
    expect(resourceAttributes(named, usual)['service.name']).toBe('mine')
  })
})
