import { expect, it } from 'vitest'
import { typedArguments } from '../../../../runtime/connectors/amqp/topology.ts'

it('sends what looks like a number, true or false as such', () => {
  expect(
    typedArguments({
      'x-message-ttl': '60000',
      'x-single-active-consumer': 'true',
      'x-lazy': 'false',
      ratio: '-0.5',
      'x-dead-letter-exchange': 'dead',
      zip: '01234',
      long: '12345678901234567890',
      version: '1.2.3',
      empty: '',
    }),
  ).toEqual({
    'x-message-ttl': 60_000,
    'x-single-active-consumer': true,
    'x-lazy': false,
    ratio: -0.5,
    'x-dead-letter-exchange': 'dead',
    zip: '01234',
    long: '12345678901234567890',
    version: '1.2.3',
    empty: '',
  })
})
