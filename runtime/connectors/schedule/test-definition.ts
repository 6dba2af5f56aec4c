/** A job makes its message itself: to test it is to run it now. Pure data. */
import type { TestDefinition } from '../../model/testing.ts'

export const scheduleTest: TestDefinition = {
  line: [],
  tables: [],
  fields: [],
  initial: () => ({}),
  flowNote: '',
  note: 'Runs the job once, now, with the message that it always makes. Its plan goes on as before.',
  isOneWay: true,
  verb: 'Fire now',
}
