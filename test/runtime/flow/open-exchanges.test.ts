import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OpenExchange } from '../../../runtime/flow/open-exchange.ts'
import { OpenExchanges } from '../../../runtime/flow/open-exchanges.ts'

test('holds exactly what was added and not deleted, whatever the order', () => {
  const script = fc.array(fc.tuple(fc.boolean(), fc.nat(9)), { maxLength: 60 })
  fc.assert(
    fc.property(script, (steps) => {
      const all = Array.from({ length: 10 }, () => ({ slot: -1 }) as OpenExchange)
      const open = new OpenExchanges()
      const model = new Set<OpenExchange>()
      for (const [adds, index] of steps) {
        const exchange = all[index] as OpenExchange
        if (adds && !model.has(exchange)) {
          open.add(exchange)
          model.add(exchange)
        } else if (!adds) {
          open.delete(exchange)
          model.delete(exchange)
        }
      }
      expect(open.size).toBe(model.size)
      expect(new Set(open)).toEqual(model)
    }),
  )
})

test('may be emptied while it is gone through', () => {
  const open = new OpenExchanges()
  for (let n = 0; n < 5; n++) open.add({ slot: -1 } as OpenExchange)
  for (const exchange of open) open.delete(exchange)
  expect(open.size).toBe(0)
})
