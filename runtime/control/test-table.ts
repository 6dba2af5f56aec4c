/** The tests that a designer may make, checked and handed on. */
import * as z from 'zod'
import type { Testing, TestRequest } from '../model/testing.ts'
import type { Tests } from '../testing.ts'
import { rangeSchema, read, testSchema } from './arguments.ts'

export function testTable(tests: Tests): Testing {
  return {
    test: async (request) => tests.test(read('test', testSchema, request) as TestRequest),
    testBody: async (id, bytes) =>
      tests.testBody(String(id), read('testBody', z.instanceof(Uint8Array), bytes)),
    testAnswer: async (id, range) =>
      tests.testAnswer(String(id), read('testAnswer', rangeSchema.optional(), range)),
    cancelTest: async (id) => tests.cancelTest(String(id)),
  }
}
