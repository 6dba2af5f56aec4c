/** The scheduler: a job is a channel that makes its messages by itself, on a plan. Pure data. */
import type { ConnectorDefinition } from '../../model/definition.ts'
import type { Field } from '../../model/field.ts'
import { planWords } from '../../model/job.ts'
import { scheduleTest } from './test-definition.ts'

const time = {
  source:
    '\\d{4}-\\d{2}-\\d{2}(?:[T ]\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,3})?)?)?\\s*(?:Z|[+-]\\d{2}:?\\d{2})?',
  message: 'must be a day, or a day and a time: 2026-03-29 or 2026-03-29T02:30',
} as const

const interval = 'Every'
const bounds = 'From and until'
const rules = 'Rules'

const unit = (name: string, label: string): Field => ({
  kind: 'number',
  name,
  label,
  help: `How many ${name} one interval has. All units are added up.`,
  min: 0,
  max: 1_000_000,
  integer: true,
  group: interval,
  when: { field: 'kind', is: ['interval'] },
})

const fields: readonly Field[] = [
  {
    kind: 'choice',
    name: 'kind',
    label: 'Runs',
    help: 'Once at a time, again and again after an interval, or whenever the clock fits a cron expression.',
    default: 'interval',
    options: [
      { value: 'once', label: 'Once' },
      { value: 'interval', label: 'At an interval' },
      { value: 'cron', label: 'By a cron expression' },
    ],
  },
  {
    kind: 'text',
    name: 'at',
    label: 'At',
    help: 'When it runs, in its time zone. With Z or an offset at the end, exactly then.',
    placeholder: '2026-12-31T23:00',
    required: true,
    pattern: time,
    when: { field: 'kind', is: ['once'] },
  },
  unit('weeks', 'Weeks'),
  unit('days', 'Days'),
  unit('hours', 'Hours'),
  unit('minutes', 'Minutes'),
  {
    kind: 'number',
    name: 'seconds',
    label: 'Seconds',
    help: 'How many seconds one interval has, tenths allowed. All units are added up.',
    min: 0,
    max: 1_000_000,
    group: interval,
    when: { field: 'kind', is: ['interval'] },
  },
  {
    kind: 'text',
    name: 'cron',
    label: 'Expression',
    help: 'Minute, hour, day of the month, month, day of the week; a sixth part before them is the second. @hourly, @daily, @weekly, @monthly and @yearly work too.',
    placeholder: '0 3-6 * * 1-5',
    required: true,
    pattern: {
      source: '\\s*(?:@[A-Za-z]+|[\\w*?,/#+-]+(?:\\s+[\\w*?,/#+-]+){4,6})\\s*',
      message: 'must have five parts, six with the second first, or be a shortcut such as @hourly',
    },
    when: { field: 'kind', is: ['cron'] },
  },
  {
    kind: 'text',
    name: 'zone',
    label: 'Time zone',
    help: 'Whose clocks its times are read from. Whole days and weeks keep their time of day when the clocks change; a time that does not exist that day is moved to the end of the gap, and one that comes twice runs the first time.',
    default: 'UTC',
    placeholder: 'Europe/Berlin',
    pattern: {
      source: '[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*',
      message: 'must be a name of the IANA list: UTC, Europe/Berlin',
    },
  },
  {
    kind: 'text',
    name: 'start',
    label: 'Start',
    help: 'The first run; all others are counted from it. When it has passed, the next one is. Left empty, an interval is counted from Monday, 1 January 2024, 00:00, so that every 15 minutes means :00, :15, :30 and :45.',
    placeholder: '2026-12-31T23:00',
    pattern: time,
    group: bounds,
    when: { field: 'kind', is: ['interval', 'cron'] },
  },
  {
    kind: 'text',
    name: 'end',
    label: 'End',
    help: 'It does not run any later.',
    placeholder: '2026-12-31T23:00',
    pattern: time,
    group: bounds,
    when: { field: 'kind', is: ['interval', 'cron'] },
  },
  {
    kind: 'number',
    name: 'repeats',
    label: 'Times',
    help: 'How many times the plan has, counted from the start, whether it could run then or not. Needs a start. Left empty, there is no end.',
    min: 1,
    max: 1_000_000_000,
    integer: true,
    group: bounds,
    when: { field: 'kind', is: ['interval'] },
  },
  {
    kind: 'number',
    name: 'maxRuns',
    label: 'Runs at most',
    help: 'After so many runs that did begin it is done and becomes inactive. Left empty, there is no end.',
    min: 1,
    max: 1_000_000_000,
    integer: true,
    group: bounds,
    advanced: true,
    when: { field: 'kind', is: ['interval', 'cron'] },
  },
  {
    kind: 'choice',
    name: 'overlap',
    label: 'While it still runs',
    help: 'What happens when the next time comes before the last run has ended.',
    default: 'skip',
    options: [
      { value: 'skip', label: 'Leave it out', help: 'It shows in the history.' },
      {
        value: 'queue',
        label: 'Wait',
        help: 'It begins when the last one has ended; at most 100 wait.',
      },
      { value: 'allow', label: 'Run beside it', help: 'Several may run at once.' },
    ],
    group: rules,
  },
  {
    kind: 'choice',
    name: 'missed',
    label: 'Missed times',
    help: 'What happens to times that passed while nothing ran: the process was down, the computer slept, the clock was set forward.',
    default: 'no',
    options: [
      { value: 'no', label: 'Not run again' },
      { value: 'once', label: 'Run once', help: 'However many were missed.' },
      { value: 'all', label: 'Run each', help: 'One after the other, up to a limit.' },
    ],
    group: rules,
  },
  {
    kind: 'number',
    name: 'catchUp',
    label: 'Run again at most',
    help: 'How many missed times are run; the newest ones.',
    default: 10,
    min: 1,
    max: 1000,
    integer: true,
    group: rules,
    when: { field: 'missed', is: ['all'] },
  },
  {
    kind: 'number',
    name: 'jitter',
    label: 'Jitter',
    help: 'Each run begins up to so much later, so that not everything starts on the full hour. How much is the same each time a time is worked out.',
    default: 0,
    min: 0,
    max: 86_400,
    unit: 's',
    group: rules,
    advanced: true,
  },
  {
    kind: 'number',
    name: 'timeout',
    label: 'Timeout',
    help: 'How long one run may take.',
    default: 3600,
    min: 0.1,
    max: 86_400,
    unit: 's',
    group: rules,
    advanced: true,
  },
  {
    kind: 'text',
    name: 'extra',
    label: 'Extra data',
    help: 'What each run is given as its message, in any format.',
    multiline: true,
    group: 'Message',
  },
  {
    kind: 'choice',
    name: 'dataFormat',
    label: 'Data format',
    help: 'How the extra data becomes the payload. None: the text as bytes.',
    default: 'none',
    options: [
      { value: 'none', label: 'None (bytes)' },
      { value: 'json', label: 'JSON' },
      { value: 'xml', label: 'XML' },
      { value: 'form', label: 'Form' },
      { value: 'csv', label: 'CSV' },
    ],
    group: 'Message',
  },
]

export const scheduleDefinition: ConnectorDefinition = {
  type: 'schedule',
  title: 'Scheduler',
  icon: '◷',
  help: 'Runs what it is linked to on a plan: once, at an interval, or by a cron expression.',
  channel: {
    fields,
    replies: false,
    pulls: true,
    isStanding: true,
    isJob: true,
    summary: planWords,
    test: scheduleTest,
    notes: ({ overlap }) =>
      overlap === 'allow'
        ? [{ words: 'may overlap', why: 'A run begins even when the last one has not ended.' }]
        : [],
  },
}
