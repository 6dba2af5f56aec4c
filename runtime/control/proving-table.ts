/** What a designer asks to be proved, checked at the door. */
import * as z from 'zod'
import type { Proving } from '../model/proving.ts'
import type { Testing } from '../model/testing.ts'
import type { Proofs } from '../proofs.ts'
import type { Tests } from '../testing.ts'
import { deploySchema, read } from './arguments.ts'

const id = z.string().min(1).max(100)
const cid = z.string().min(1).max(200)
const name = z.string().min(1).max(200)
const { project } = deploySchema.shape

const runSchema = z.object({
  id,
  project: project.optional(),
  names: z.array(name).max(20_000).optional(),
  flow: name.optional(),
})
const proposeSchema = z.object({ cid, name })
const replaySchema = z.object({
  id,
  cids: z.array(cid).min(1).max(10_000),
  step: z.number().int().min(0).optional(),
  edited: z
    .object({
      contentType: z.string().max(200).optional(),
      headers: z.record(z.string(), z.string()).optional(),
      hasBody: z.boolean(),
    })
    .optional(),
  outgoing: z.enum(['real', 'recorded']),
  rate: z.number().positive().max(100_000).optional(),
})
const behaviourSchema = z.object({
  id,
  project: project.optional(),
  channel: name.optional(),
  limit: z.number().int().min(1).max(10_000).optional(),
})

export function provingTable(proofs: Proofs, tests: Tests): Proving & Pick<Testing, 'cancelTest'> {
  return {
    // Shapes are checked here, the objects of a project one by one when it is made ready.
    runTests: async (request) => {
      read('runTests', runSchema, request)
      return proofs.runTests(request)
    },
    proposeTest: async (request) => proofs.proposeTest(read('proposeTest', proposeSchema, request)),
    replay: async (request) => {
      read('replay', replaySchema, request)
      return proofs.replay(request, tests.takeBody(request.id))
    },
    compareBehaviour: async (request) => {
      read('compareBehaviour', behaviourSchema, request)
      return proofs.compareBehaviour(request)
    },
    cancelTest: async (test) => {
      proofs.cancel(String(test))
      await tests.cancelTest(String(test))
    },
  }
}
