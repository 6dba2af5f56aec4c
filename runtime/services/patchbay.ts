/** What `import ... from 'patchbay'` gives to a service. Everything of the users' API, and nothing else. */
export { Failure, type FailureCode, type FailureKind } from '../model/failure.ts'
export * from '../model/io.ts'
export type * from './clients.ts'
export * from './errors.ts'
export * from './service.ts'
